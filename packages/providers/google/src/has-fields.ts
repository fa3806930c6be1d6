/** True for an object that is not empty. */
export function hasFields(object: object): boolean {
  return Object.keys(object).length > 0
}
