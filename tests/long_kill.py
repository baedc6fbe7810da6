"""test_kill with 200 rounds."""

import sys

import test_kill

sys.exit(test_kill.main(200))
