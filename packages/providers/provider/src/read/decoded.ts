/** A part of an address as it is meant, without percent signs; as it stands where they make no sense. */
export function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
