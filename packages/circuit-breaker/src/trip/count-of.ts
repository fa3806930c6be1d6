/** `value` when it is a whole number within [0, 2³²), else undefined: restored counts come from outside. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 4_294_967_296
    ? value
    : undefined
}
