/** Anything that has a key, or none. */
type Keyed = { readonly key: unknown }

/** Which target of `before` each one of `after` continues, if any, and the targets of `before` that end. */
export type KeyMatch<Before, After> = {
  readonly pairs: readonly (readonly [after: After, before: Before | undefined])[]
  readonly left: readonly Before[]
}

/** Matches the targets of an entry before and after a change: the same key continues its target, a new key one whose key is gone. */
export function matchKeys<Before extends Keyed, After extends Keyed>(
  before: readonly Before[],
  after: readonly After[],
): KeyMatch<Before, After> {
  const isKept = (one: Keyed): boolean => after.some(({ key }) => key === one.key)
  const freed = before.filter((one) => !isKept(one))
  const pairs = after.map((one) => [one, before.find(({ key }) => key === one.key) ?? freed.shift()] as const)
  return { pairs, left: freed }
}
