#pragma once
// What every store must do, as tests that run against each backend. A backend's own test file includes this header
// once and names itself:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, StoreContract, testing::Values(Backend{"memory", open_memory}), backend_name);

#include "store/contract_audit_test.h"
#include "store/contract_concurrency_test.h"
#include "store/contract_guards_test.h"
#include "store/contract_history_test.h"
#include "store/contract_index_again_test.h"
#include "store/contract_order_test.h"
#include "store/contract_paging_test.h"
#include "store/contract_purge_test.h"
#include "store/contract_query_test.h"
#include "store/contract_records_test.h"
#include "store/contract_referrers_test.h"
#include "store/contract_rows_test.h"
#include "store/contract_special_test.h"
#include "store/contract_staged_test.h"
