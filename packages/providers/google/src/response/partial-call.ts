import {
  asRecords,
  asText,
  isJsonRecord,
  mergeMetadata,
  toMetadata,
  toolCallContent,
} from '@llm-balancer/provider'
import type { JsonRecord, ProviderMetadata, ToolCallContent } from '@llm-balancer/provider'

/** A part of a JSON path (RFC 9535): `.name`, `['name']`, `[0]`. */
const step = /\.([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+))\]/y

type Holder = Record<string, unknown> | unknown[]

/**
 * A function call whose arguments come in pieces, which Vertex AI does on request (`streamFunctionCallArguments`): each piece has the
 * path and the value of one argument, and a text may come in several.
 *
 * Source: https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling (November 2026)
 */
export class PartialCall {
  readonly id: string
  readonly #name: string
  // Without a prototype, so that no path leads there.
  readonly #root = { args: emptyRecord() }
  #metadata: ProviderMetadata | undefined
  #isMalformed = false

  constructor(id: string, name: string) {
    this.id = id
    this.#name = name
  }

  /** Adds a piece: the part that it came in, and the call in it. */
  add({ functionCall: _, ...own }: JsonRecord, call: JsonRecord): void {
    const metadata = toMetadata('google', own)
    if (metadata !== undefined) this.#metadata = mergeMetadata(this.#metadata, metadata)
    const { args } = call
    if (isJsonRecord(args)) Object.assign(this.#root.args, args)
    for (const piece of asRecords(call['partialArgs'])) this.#set(asText(piece['jsonPath']), piece)
  }

  /** The call with what has come, or undefined when it is malformed; of one that was cut off the JSON is incomplete as well. */
  content(isCut: boolean): ToolCallContent | undefined {
    if (this.#isMalformed) return undefined
    const json = JSON.stringify(this.#root.args)
    const call = { id: this.id, name: this.#name, input: isCut ? json.slice(0, -1) : json }
    const reason = { unified: isCut ? 'length' : 'other', raw: undefined } as const
    const content = toolCallContent(call, reason)
    if (content === undefined || this.#metadata === undefined) return content
    return { ...content, providerMetadata: this.#metadata }
  }

  #set(path: string, piece: JsonRecord): void {
    const steps = stepsOf(path)
    if (steps === undefined) {
      this.#isMalformed = true
      return
    }
    let holder: Holder = this.#root
    let key: string | number = 'args'
    for (const next of steps) {
      const inner: unknown = Reflect.get(holder, key)
      const fits = typeof next === 'number' ? Array.isArray(inner) : isJsonRecord(inner)
      const child = fits ? (inner as Holder) : typeof next === 'number' ? [] : emptyRecord()
      // A list grows by one: a path with a high index would make one of any length.
      if (Array.isArray(child) && (next as number) > child.length) {
        this.#isMalformed = true
        return
      }
      Reflect.set(holder, key, child)
      holder = child
      key = next
    }
    Reflect.set(holder, key, valueOf(Reflect.get(holder, key), piece))
  }
}

/** The value of a piece; a text goes on where one was. */
function valueOf(earlier: unknown, { stringValue, numberValue, boolValue }: JsonRecord): unknown {
  if (stringValue !== undefined) return (typeof earlier === 'string' ? earlier : '') + asText(stringValue)
  return numberValue ?? boolValue ?? null
}

function emptyRecord(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>
}

/** The steps of a path below `$`, at least one; undefined when it is none. */
function stepsOf(path: string): (string | number)[] | undefined {
  const steps: (string | number)[] = []
  step.lastIndex = 1
  while (step.lastIndex < path.length) {
    const found = step.exec(path)
    if (found === null) return undefined
    const [, plain, single, double, index] = found
    steps.push(index === undefined ? (plain ?? single ?? double ?? '') : Number(index))
  }
  return path.startsWith('$') && steps.length > 0 ? steps : undefined
}
