/** A part of a path without its percent signs; as it is when they make no sense. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
