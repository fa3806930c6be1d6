import { asJsonText, compact, ToolInput } from '@llm-balancer/provider'
import type { Content, EmitPart, FinishReason, JsonRecord } from '@llm-balancer/provider'
import type { Item } from './item-list.ts'
import { toContent } from './to-content.ts'
import { toolOf } from './tool-of.ts'

/** The kinds of text that an item has. */
export type TextKind = 'text' | 'reasoning'

const writing: FinishReason = { unified: 'other', raw: undefined }

/**
 * Writes the items of one response. What the events of an item say of it, in pieces, as a whole, and in the final output, is put
 * together; each item ends once. Servers leave out some of these events, or leave them empty.
 */
export class ItemWriter {
  /** Tool calls with incomplete arguments: cut off by the length limit, or malformed. */
  readonly cut: JsonRecord[] = []
  readonly #emit: EmitPart
  readonly #callIds = new Set<string>()
  #hasCalls = false

  constructor(emit: EmitPart) {
    this.#emit = emit
  }

  /** True once the caller has a call to answer. */
  get hasCalls(): boolean {
    return this.#hasCalls
  }

  /** An item begins. */
  begin(item: Item, given: JsonRecord): void {
    const fields = this.#named(item, given)
    item.fields = { ...item.fields, ...fields }
    const { runs, toolCallId: id, toolName } = toolOf(fields)
    if (runs === undefined || item.input !== undefined || item.isDone) return
    const isText = item.type === 'custom_tool_call'
    item.input = new ToolInput(id, this.#emit, isText ? 'text' : 'json')
    const start = compact({
      type: 'tool-input-start',
      id,
      toolName,
      inputEncoding: isText ? 'text' : undefined,
      ...(runs === 'vendor' ? { providerExecuted: true, dynamic: true } : {}),
    })
    this.#emit(start)
    item.input.add(item.early)
  }

  /** More of the arguments of a call. */
  addInput(item: Item, delta: string): void {
    if (item.input === undefined) item.early += delta
    else if (!item.isDone) item.input.add(delta)
  }

  /** All of the arguments of a call. */
  completeInput(item: Item, input: string): void {
    if (item.input !== undefined) {
      if (!item.isDone) item.input.complete(input)
    } else if (input.startsWith(item.early)) item.early = input
  }

  /** More of a text. */
  addText(item: Item, index: number, text: { readonly kind: TextKind; readonly delta: string }): void {
    if (item.isDone) return
    const { kind, delta } = text
    const open = item.texts.get(index) ?? { id: `${item.key}-${index}`, kind, text: '' }
    if (!item.texts.has(index)) this.#emit({ type: `${kind}-start`, id: open.id })
    item.texts.set(index, open)
    open.text += delta
    this.#emit({ type: `${open.kind}-delta`, id: open.id, delta })
  }

  /** All of a text: what has not come in pieces is added. */
  completeText(
    item: Item,
    index: number,
    { kind, text }: { readonly kind: TextKind; readonly text: string },
  ): void {
    const written = item.texts.get(index)?.text ?? ''
    const isMore = text.length > written.length && text.startsWith(written)
    if (isMore) this.addText(item, index, { kind, delta: text.slice(written.length) })
  }

  /** An event gives the item as a whole. A call whose arguments are still empty waits: the final output may have them. */
  done(item: Item, fields: JsonRecord): void {
    const { type } = fields
    const isCall = type === 'function_call' || type === 'custom_tool_call'
    const known = asJsonText(fields['arguments'] ?? fields['input']) + item.early + (item.input?.text ?? '')
    if (isCall && known === '') item.fields = { ...item.fields, ...fields }
    else this.close(item, fields)
  }

  /** Ends an item from all that is known of it. */
  close(item: Item, given: JsonRecord): void {
    if (item.isDone) return
    item.isDone = true
    const fields = withInput(item, this.#named(item, { ...item.fields, ...given }))
    item.fields = fields
    if (fields['type'] === undefined) {
      this.#endTexts(item)
      return
    }
    this.#hasCalls ||= toolOf(fields).runs === 'caller'
    const parts = toContent(fields, writing)
    const call = parts.find((part) => part?.type === 'tool-call')
    item.input?.end(item.type === 'custom_tool_call' ? asJsonText(fields['input']) : call?.input)
    for (const [index, part] of parts.entries()) {
      if (part === undefined) this.cut.push(fields)
      else if (part.type === 'text' || part.type === 'reasoning') {
        // Some servers count the places of texts otherwise than the item has them.
        const places = [index, ...[...item.texts.keys()].filter((place) => place >= parts.length)]
        this.#seal(item, places.find((place) => item.texts.has(place)) ?? index, part)
      } else this.#emit(part)
    }
    this.#endTexts(item)
  }

  /** Ends a text with the metadata of its finished item. What did not come in pieces is written now. */
  #seal(item: Item, place: number, part: Extract<Content, { readonly type: TextKind }>): void {
    const { type, text, ...rest } = part
    const {
      id,
      kind,
      text: written,
    } = item.texts.get(place) ?? { id: `${item.key}-${place}`, kind: type, text: '' }
    if (!item.texts.delete(place)) this.#emit({ type: `${kind}-start`, id })
    if (text.startsWith(written) && text !== written)
      this.#emit({ type: `${kind}-delta`, id, delta: text.slice(written.length) })
    this.#emit({ type: `${kind}-end`, id, ...rest })
  }

  #endTexts({ texts }: Item): void {
    for (const { id, kind } of texts.values()) this.#emit({ type: `${kind}-end`, id })
    texts.clear()
  }

  /** The fields of a call with an id that no other call has: some servers give none, or several calls the same. */
  #named(item: Item, fields: JsonRecord): JsonRecord {
    if (toolOf(fields).runs === undefined) return fields
    const { runs, toolCallId: id } = toolOf(fields)
    const isFree = id !== '' && !this.#callIds.has(id)
    item.callId ??= isFree ? id : `${id === '' ? '' : `${id}-`}call-${item.key}`
    this.#callIds.add(item.callId)
    return { ...fields, [runs === 'vendor' ? 'id' : 'call_id']: item.callId }
  }
}

/** The fields of a call with what its pieces and its item together say of the arguments. */
function withInput(item: Item, fields: JsonRecord): JsonRecord {
  const name = item.type === 'custom_tool_call' ? 'input' : 'arguments'
  const whole = asJsonText(fields[name])
  item.input?.complete(whole)
  const written = item.input?.text ?? (whole.startsWith(item.early) ? whole : item.early)
  return written === '' ? fields : { ...fields, [name]: written }
}
