/** Anything that has a key, or none. */
type Keyed = { readonly key: unknown }

/** Each of `after` with the one of `before` whose place it takes, if any; and those of `before` whose place none takes. */
export type KeyMatch<Before, After> = {
  readonly pairs: readonly (readonly [after: After, before: Before | undefined])[]
  readonly left: readonly Before[]
}

/** Matches the keys of an entry before and after a change: the same key stays where it is, and a new key takes the place of one that is gone. */
export function matchKeys<Before extends Keyed, After extends Keyed>(
  before: readonly Before[],
  after: readonly After[],
): KeyMatch<Before, After> {
  const isKept = (one: Keyed): boolean => after.some(({ key }) => key === one.key)
  const freed = before.filter((one) => !isKept(one))
  const pairs = after.map((one) => [one, before.find(({ key }) => key === one.key) ?? freed.shift()] as const)
  return { pairs, left: freed }
}
