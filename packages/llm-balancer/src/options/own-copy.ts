/**
 * A copy of plain data, however deep, and of lists: what its user changes later changes nothing here. Functions, objects of a class, and
 * objects that hold one of them, such as a guard, stay what they are.
 */
function ownCopy<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map((item: unknown) => ownCopy(item)) as Value
  const copy = dataOf(value)
  return copy === notData ? value : (copy as Value)
}

/** A copy of an object with a copy of each field, as `ownCopy` makes them. */
export function ownFields<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, ownCopy(value)])) as Fields
}

/** True for an object literal. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

const notData: unique symbol = Symbol('not data')

/** A copy of plain data; {@link notData} for what is, or holds, something else. */
function dataOf(value: unknown): unknown {
  if (typeof value === 'function') return notData
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value) && !isPlain(value)) return notData
  const fields = Object.entries(value).map(([name, item]) => [name, dataOf(item)] as const)
  if (fields.some(([, item]) => item === notData)) return notData
  return Array.isArray(value) ? fields.map(([, item]) => item) : Object.fromEntries(fields)
}
