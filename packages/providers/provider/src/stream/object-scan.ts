import { parseJsonObject } from '../read/json-record.ts'

const codeOf = (character: string): number => character.charCodeAt(0)
const [quote, backslash, opening, closing] = [codeOf('"'), codeOf('\\'), codeOf('{'), codeOf('}')]

/** Follows the text of a JSON object as it comes, each character once, and knows where the object ends. */
export class ObjectScan {
  #length = 0
  #depth = 0
  #isInText = false
  #isEscaped = false
  /** Where the first character stands that is no white space. */
  #start: number | undefined
  #isObject = false
  #hasField = false
  #end: number | undefined

  /** True for a text that begins as an object. */
  get isBegun(): boolean {
    return this.#isObject
  }

  /** Where the object ends; undefined while it is open. */
  get end(): number | undefined {
    return this.#end
  }

  /** How much of the text is certainly part of the arguments: of an object that is empty so far its brace, nothing after the object. */
  get sure(): number {
    if (this.#hasField) return this.#end ?? this.#length
    return this.#isObject && this.#start === 0 ? 1 : 0
  }

  /** Reads the next piece. */
  add(piece: string): void {
    for (let index = 0; index < piece.length && this.#end === undefined; index += 1) {
      this.#read(piece.charCodeAt(index), this.#length + index)
    }
    this.#length += piece.length
  }

  /**
   * The object of a text of several: the one after placeholders, or that is written more than once. Undefined for a text that is one
   * value, or several different ones.
   */
  onlyObjectOf(text: string): string | undefined {
    const afterNull = this.#isObject ? undefined : /^\s*null(?=\s*\{)/.exec(text)?.[0]
    if (afterNull === undefined && (this.#end === undefined || this.#end === text.trimEnd().length))
      return undefined
    const all = objectsIn(text.slice(afterNull?.length ?? 0))
    const filled = all.filter((each) => canonical(each) !== '{}')
    const [only = all[0]] = filled
    return new Set(filled.map(canonical)).size <= 1 ? only : undefined
  }

  #read(code: number, place: number): void {
    if (this.#isInText) this.#readText(code)
    else if (isBlank(code)) return
    else if (this.#start === undefined) this.#begin(code, place)
    else if (!this.#isObject) return
    else if (code === closing) this.#close(place + 1)
    else {
      this.#hasField = true
      this.#isInText = code === quote
      if (code === opening) this.#depth += 1
    }
  }

  #begin(code: number, place: number): void {
    this.#start = place
    this.#isObject = code === opening
    this.#depth = 1
  }

  #close(end: number): void {
    this.#depth -= 1
    if (this.#depth === 0) this.#end = end
  }

  #readText(code: number): void {
    if (this.#isEscaped) this.#isEscaped = false
    else if (code === backslash) this.#isEscaped = true
    else if (code === quote) this.#isInText = false
  }
}

/** White space of JSON. */
function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** The objects of a text that holds nothing else; else an empty list. */
function objectsIn(text: string): string[] {
  const objects: string[] = []
  for (let rest = text; rest.trim() !== '';) {
    const scan = new ObjectScan()
    scan.add(rest)
    const object = rest.slice(0, scan.end ?? 0)
    if (parseJsonObject(object) === undefined) return []
    objects.push(object)
    rest = rest.slice(object.length)
  }
  return objects
}

function canonical(object: string): string {
  return JSON.stringify(parseJsonObject(object))
}
