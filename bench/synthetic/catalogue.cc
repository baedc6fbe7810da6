#include "catalogue.h"

namespace osler::synthetic {
namespace {

constexpr std::string_view kFemale[] = {"Ada",   "Amelia", "Beatrice", "Carla",  "Dorothy",    "Elena",
                                        "Farah", "Grace",  "Hannah",   "Ines",   "Jane",       "Katya",
                                        "Laura", "Maria",  "Nadia",    "Olivia", "Priya",      "Rosa",
                                        "Sofia", "Teresa", "Uma",      "Vera",   "Wilhelmina", "Yuki"};
constexpr std::string_view kMale[] = {"Adam",  "Albert", "Boris",  "Carlos", "David", "Emil",    "Felix",   "George",
                                      "Hugo",  "Ivan",   "John",   "Kevin",  "Liam",  "Michael", "Nils",    "Oscar",
                                      "Pablo", "Robert", "Samuel", "Tomas",  "Umar",  "Victor",  "William", "Yusuf"};
constexpr std::string_view kFamily[] = {
    "Abbott",  "Adams",   "Baker",   "Becker",   "Bergstrom", "Brown",  "Carter", "Castillo", "Cole",   "Davis",
    "Diaz",    "Evans",   "Fischer", "Foster",   "Garcia",    "Gray",   "Hansen", "Harris",   "Hughes", "Ibarra",
    "Jackson", "Johnson", "Keller",  "King",     "Kowalski",  "Larson", "Lee",    "Lopez",    "Martin", "Mayer",
    "Moore",   "Nguyen",  "Novak",   "Olsen",    "Ortiz",     "Park",   "Patel",  "Perez",    "Quinn",  "Reyes",
    "Roberts", "Rossi",   "Sanchez", "Schmidt",  "Schulz",    "Silva",  "Singh",  "Smith",    "Sousa",  "Stone",
    "Taylor",  "Thomas",  "Torres",  "Ueda",     "Vargas",    "Walker", "Weber",  "White",    "Wong",   "Xu",
    "Yilmaz",  "Young",   "Zhang",   "Zimmerman"};
constexpr std::string_view kTowns[] = {"Boston",   "Worcester",  "Springfield", "Cambridge",  "Lowell",
                                       "Brockton", "Quincy",     "Lynn",        "Fall River", "Newton",
                                       "Lawrence", "Somerville", "Framingham",  "Haverhill",  "Waltham",
                                       "Malden",   "Brookline",  "Plymouth",    "Medford",    "Taunton"};

constexpr auto kQuantity = ObservationShape::kQuantity;
constexpr Measure kMeasures[] = {
    {"72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported", 50, "vital-signs", "{score}", 0, 100,
     kQuantity},
    {"55758-7", "Patient Health Questionnaire 2 item (PHQ-2) total score [Reported]", 20, "survey", "{score}", 0, 60,
     kQuantity},
    {"8310-5", "Body temperature", 2, "vital-signs", "Cel", 360, 399, kQuantity},
    {"8302-2", "Body Height", 70, "vital-signs", "cm", 1450, 1980, kQuantity},
    {"29463-7", "Body Weight", 70, "vital-signs", "kg", 200, 1900, kQuantity},
    {"39156-5", "Body mass index (BMI) [Ratio]", 70, "vital-signs", "kg/m2", 150, 420, kQuantity},
    {"85354-9", "Blood pressure panel with all children optional", 90, "vital-signs", "mm[Hg]", 0, 0,
     ObservationShape::kBloodPressure},
    {"8867-4", "Heart rate", 80, "vital-signs", "/min", 500, 1100, kQuantity},
    {"9279-1", "Respiratory rate", 70, "vital-signs", "/min", 120, 200, kQuantity},
    {"72166-2", "Tobacco smoking status", 50, "social-history", "", 0, 0, ObservationShape::kCoded},
    {"718-7", "Hemoglobin [Mass/volume] in Blood", 40, "laboratory", "g/dL", 110, 175, kQuantity},
    {"2339-0", "Glucose [Mass/volume] in Blood", 48, "laboratory", "mg/dL", 650, 1400, kQuantity},
    {"6299-2", "Urea nitrogen [Mass/volume] in Blood", 48, "laboratory", "mg/dL", 70, 200, kQuantity},
    {"38483-4", "Creatinine [Mass/volume] in Blood", 48, "laboratory", "mg/dL", 5, 14, kQuantity},
    {"2947-0", "Sodium [Moles/volume] in Blood", 44, "laboratory", "mmol/L", 1360, 1440, kQuantity},
    {"6298-4", "Potassium [Moles/volume] in Blood", 44, "laboratory", "mmol/L", 37, 52, kQuantity},
    {"4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", 40, "laboratory", "%", 50, 120, kQuantity},
    {"2093-3", "Cholesterol [Mass/volume] in Serum or Plasma", 36, "laboratory", "mg/dL", 1500, 3000, kQuantity},
    {"2571-8", "Triglycerides [Mass/volume] in Serum or Plasma", 36, "laboratory", "mg/dL", 1000, 5000, kQuantity},
    {"18262-6", "Cholesterol in LDL [Mass/volume] in Serum or Plasma by Direct assay", 44, "laboratory", "mg/dL", 500,
     2000, kQuantity},
};

constexpr Code kConditions[] = {{"444814009", "Viral sinusitis (disorder)", 120},
                                {"195662009", "Acute viral pharyngitis (disorder)", 80},
                                {"10509002", "Acute bronchitis (disorder)", 80},
                                {"59621000", "Hypertension", 60},
                                {"15777000", "Prediabetes", 60},
                                {"162864005", "Body mass index 30+ - obesity (finding)", 60},
                                {"271737000", "Anemia (disorder)", 40},
                                {"44054006", "Diabetes", 30},
                                {"55822004", "Hyperlipidemia", 30},
                                {"72892002", "Normal pregnancy", 30},
                                {"40055000", "Chronic sinusitis (disorder)", 20},
                                {"65363002", "Otitis media", 20},
                                {"195967001", "Asthma", 15},
                                {"53741008", "Coronary Heart Disease", 10},
                                {"49436004", "Atrial Fibrillation", 5},
                                {"230690007", "Stroke", 5},
                                {"254837009", "Malignant neoplasm of breast (disorder)", 3},
                                {"22298006", "Myocardial Infarction", 2}};
constexpr Code kProcedures[] = {{"430193006", "Medication Reconciliation (procedure)", 100},
                                {"710824005", "Assessment of health and social care needs (procedure)", 80},
                                {"171207006", "Depression screening (procedure)", 60},
                                {"399208008", "Plain chest X-ray (procedure)", 30},
                                {"269911007", "Throat culture (procedure)", 20},
                                {"180256009", "Subcutaneous immunotherapy", 20},
                                {"265764009", "Renal dialysis (procedure)", 15},
                                {"73761001", "Colonoscopy", 10},
                                {"23426006", "Measurement of respiratory function (procedure)", 10},
                                {"80146002", "Appendectomy", 2}};
constexpr Code kMedications[] = {{"314076", "lisinopril 10 MG Oral Tablet", 60},
                                 {"860975", "24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet", 50},
                                 {"310798", "Hydrochlorothiazide 25 MG Oral Tablet", 40},
                                 {"313782", "Acetaminophen 325 MG Oral Tablet", 40},
                                 {"314231", "Simvastatin 10 MG Oral Tablet", 30},
                                 {"308136", "Amlodipine 2.5 MG Oral Tablet", 30},
                                 {"198405", "Ibuprofen 100 MG Oral Tablet", 20},
                                 {"308182", "Amoxicillin 250 MG Oral Capsule", 20},
                                 {"245134", "72 HR Fentanyl 0.025 MG/HR Transdermal System", 2}};
constexpr Code kVaccines[] = {{"140", "Influenza, seasonal, injectable, preservative free", 70},
                              {"113", "Td (adult) preservative free", 10},
                              {"121", "zoster", 8},
                              {"133", "Pneumococcal conjugate PCV 13", 6},
                              {"62", "HPV, quadrivalent", 6}};
constexpr Code kAllergies[] = {{"264287008", "Animal dander", 20},
                               {"256259004", "Pollen", 20},
                               {"91935009", "Allergy to peanuts", 10},
                               {"300913006", "Shellfish allergy", 10},
                               {"419474003", "Allergy to mould", 10}};
constexpr Code kClasses[] = {
    {"AMB", "ambulatory", 85}, {"EMER", "emergency", 6}, {"IMP", "inpatient encounter", 5}, {"VR", "virtual", 4}};
constexpr Code kTypes[] = {{"162673000", "General examination of patient (procedure)", 40},
                           {"185345009", "Encounter for symptom", 25},
                           {"185347001", "Encounter for problem", 20},
                           {"390906007", "Follow-up encounter", 10},
                           {"50849002", "Emergency room admission (procedure)", 5}};
constexpr Code kReports[] = {{"51990-0", "Basic Metabolic Panel", 50},
                             {"57698-3", "Lipid Panel", 30},
                             {"58410-2", "Complete blood count (hemogram) panel - Blood by Automated count", 20}};

}  // namespace

std::span<const std::string_view> female_names() { return kFemale; }
std::span<const std::string_view> male_names() { return kMale; }
std::span<const std::string_view> family_names() { return kFamily; }
std::span<const std::string_view> towns() { return kTowns; }
std::span<const Measure> measures() { return kMeasures; }
std::span<const Code> conditions() { return kConditions; }
std::span<const Code> procedures() { return kProcedures; }
std::span<const Code> medications() { return kMedications; }
std::span<const Code> vaccines() { return kVaccines; }
std::span<const Code> allergies() { return kAllergies; }
std::span<const Code> encounter_classes() { return kClasses; }
std::span<const Code> encounter_types() { return kTypes; }
std::span<const Code> reports() { return kReports; }

}  // namespace osler::synthetic
