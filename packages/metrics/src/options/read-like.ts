import { describeValue } from '@llm-balancer/core/options'

/** What a field may be: a number ≥ 0, a text, or an object, a list or a record of such fields. */
export type Shape =
  | 'count'
  | 'text'
  | readonly [element: Shape]
  | { readonly record: Shape }
  | { readonly fields: Readonly<Record<string, Shape>>; readonly optional?: readonly string[] }

/**
 * Reads plain data that was exported before, field by field, into objects of its own. What the shape does not name is left out.
 *
 * @param name of the data in messages
 * @throws TypeError naming the first field that is missing or is not what it must be
 */
export function readLike(shape: Shape, value: unknown, name: string): unknown {
  if (shape === 'count') return readCount(value, name)
  if (shape === 'text') {
    if (typeof value === 'string') return value
    throw refusal(name, 'a text', value)
  }
  if (Array.isArray(shape)) {
    const [element] = shape as readonly [Shape]
    if (!Array.isArray(value)) throw refusal(name, 'a list', value)
    return value.map((one, index) => readLike(element, one, `${name}[${String(index)}]`))
  }
  if (typeof value !== 'object' || value === null) throw refusal(name, 'an object', value)
  return readObject(shape as Exclude<Shape, string | readonly [Shape]>, value, name)
}

function readObject(
  shape: Exclude<Shape, string | readonly [Shape]>,
  value: object,
  name: string,
): Readonly<Record<string, unknown>> {
  const given = new Map<string, unknown>(Object.entries(value))
  if ('record' in shape) {
    const entries = [...given].map(([key, one]) => [key, readLike(shape.record, one, `${name}.${key}`)])
    return Object.fromEntries(entries) as Readonly<Record<string, unknown>>
  }
  const { fields, optional = [] } = shape
  const present = Object.entries(fields).filter(
    ([key]) => given.get(key) !== undefined || !optional.includes(key),
  )
  return Object.fromEntries(
    present.map(([key, field]) => [key, readLike(field, given.get(key), `${name}.${key}`)]),
  )
}

function readCount(value: unknown, name: string): number {
  if (typeof value === 'number' && value >= 0 && value < Infinity) return value
  throw refusal(name, 'a number within [0, ∞)', value)
}

function refusal(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`"${name}" must be ${expected}, got ${describeValue(value)}`)
}
