// Names of types. A resource is called by its event word: practitioner-role is PractitionerRole.

export function resourceTypeName(resource) {
  return resource.event.split('-').map(capitalized).join('');
}

/** Encounter and diagnosis give EncounterDiagnosis. */
export function nestedTypeName(parent, fieldName) {
  return parent + capitalized(fieldName);
}

/** A file for each resource, named as its path. */
export function moduleName(resource) {
  return `./${resource.path}.js`;
}

function capitalized(word) {
  return word[0].toUpperCase() + word.slice(1);
}
