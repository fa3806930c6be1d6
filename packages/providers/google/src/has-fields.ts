/** True for an object that says something. */
export function hasFields(object: object): boolean {
  return Object.keys(object).length > 0
}
