/** A value with the words by which a message describes it. */
type Described = readonly [value: unknown, description: string]

/** Values that are not numbers. */
export const wrongTypes: readonly Described[] = [
  [NaN, 'NaN'],
  ['7', 'a string'],
  [null, 'null'],
  [{}, 'an object'],
]

const sentence = /^(?<whole>a whole number )?within (?<open>[[(])(?<min>.*), (?<max>.*)(?<close>[\])])$/

const toNumber = (text: string): number => Number(text.replace('∞', 'Infinity'))
const describe = (value: number): string => String(value).replace('Infinity', '∞')

/** Numbers outside of a range, as it is written in messages: `a whole number within [1, ∞)`. At least one. */
export const outside = (range: string): readonly Described[] => {
  const { whole, open, min = '', max = '', close } = sentence.exec(range)?.groups ?? {}
  const [smallest, largest] = [toNumber(min), toNumber(max)]
  if (Number.isNaN(smallest + largest) && smallest !== -largest) throw new Error(`"${range}" is no range`)
  const values = [
    open === '(' ? smallest : smallest - 1,
    -Infinity,
    close === ')' ? largest : largest + 1,
    ...(max === '∞' && close === ']' ? [] : [Infinity]),
    ...(whole === undefined ? [] : [Math.max(smallest, 0) + 0.5]),
  ]
  const isInside = (value: number): boolean => max === '∞' && close === ']' && value === Infinity
  return [...new Set(values)].filter((value) => !isInside(value)).map((value) => [value, describe(value)])
}
