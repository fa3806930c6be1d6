import { checkBoolean, checkNumber, describeValue, subjectOf } from '@llm-balancer/core/options'

const owner = 'parseCatalogue'
/** A name in a file may be of any length. */
const longestName = 60

/** An object of a file and where it is, for messages: `openai.models.gpt-5.4.cost`. Only its own properties are read. */
export class Fields {
  readonly #value: object
  readonly #place: string

  private constructor(value: object, place: string) {
    this.#value = value
    this.#place = place
  }

  /** @throws TypeError saying where there is something else than an object */
  static of(value: unknown, place: string): Fields {
    if (describeValue(value) === 'an object') return new Fields(value as object, place)
    throw new TypeError(`${subjectOf(place, owner)} must be an object, got ${describeValue(value)}`)
  }

  /** The names of its properties. */
  get names(): readonly string[] {
    return Object.keys(this.#value)
  }

  /** A property; undefined where there is none, or null. */
  value(name: string): unknown {
    if (!Object.hasOwn(this.#value, name)) return undefined
    return (this.#value as Readonly<Record<string, unknown>>)[name] ?? undefined
  }

  /** @throws TypeError when there is something else than an object */
  object(name: string): Fields | undefined {
    const value = this.value(name)
    return value === undefined ? undefined : Fields.of(value, this.#placeOf(name))
  }

  /** A list of objects. @throws TypeError when there is something else */
  objects(name: string): readonly Fields[] {
    const value = this.value(name)
    if (value === undefined) return []
    const place = this.#placeOf(name)
    if (Array.isArray(value))
      return value.map((one: unknown, index) => Fields.of(one, `${place}[${String(index)}]`))
    throw new TypeError(`${subjectOf(place, owner)} must be an array, got ${describeValue(value)}`)
  }

  /** A finite number ≥ 0. @throws TypeError or RangeError when there is something else */
  number(name: string): number | undefined {
    const value = this.value(name)
    if (value === undefined) return undefined
    return checkNumber(this.#placeOf(name), value, { min: 0, max: Infinity }, owner)
  }

  /** A finite number above 0; undefined for 0. @throws TypeError or RangeError when there is something else */
  positive(name: string): number | undefined {
    const value = this.number(name)
    return value === 0 ? undefined : value
  }

  /** @throws TypeError when there is something else than true or false */
  boolean(name: string): boolean | undefined {
    const value = this.value(name)
    if (value === undefined) return undefined
    return checkBoolean(this.#placeOf(name), value, owner) as boolean
  }

  #placeOf(name: string): string {
    const printable = name.replaceAll(/[^\x20-\x7e]/g, '?')
    const short = printable.length > longestName ? `${printable.slice(0, longestName)}…` : printable
    return this.#place === '' ? short : `${this.#place}.${short}`
  }
}
