import { WrittenInputs } from '@llm-balancer/provider'
import type {
  Citation,
  Content,
  FinishPart,
  ProviderMetadata,
  ResponseMetadata,
  StreamPart,
} from '@llm-balancer/provider'
import { isRefusal, sse, type AnswerContext, type EventWriter } from '@llm-balancer/provider/answers'
import { kept, merged, place, type OpenItem } from './open-item.ts'
import {
  annotationOf,
  asModel,
  callItem,
  ending,
  envelope,
  itemOf,
  messageItem,
  responseUsage,
  textPart,
  thoughtItem,
} from './response-answer.ts'

/** A streamed answer as the events of Responses. */
export class ResponseEventWriter implements EventWriter {
  readonly #context: AnswerContext
  readonly #open = new Map<string, OpenItem>()
  readonly #output: object[] = []
  readonly #inputs = new WrittenInputs()
  #info: ResponseMetadata = {}
  #envelope: object | undefined
  #events = 0
  #items = 0

  constructor(context: AnswerContext) {
    this.#context = context
  }

  write(part: StreamPart): string {
    switch (part.type) {
      case 'response-metadata':
        this.#info = { ...this.#info, ...part }
        return ''
      case 'text-start':
        return this.#beginText(part.id, part.providerMetadata ?? {})
      case 'text-delta':
        return part.delta === '' ? '' : this.#text(part.id, part.delta)
      case 'text-end':
        return this.#endText(part)
      case 'reasoning-start':
        return this.#beginThought(part.id, part.providerMetadata ?? {})
      case 'reasoning-delta':
        return part.delta === '' ? '' : this.#thought(part.id, part.delta)
      case 'reasoning-end':
        return this.#endThought(part)
      case 'tool-input-start':
        if (part.providerExecuted === true) return ''
        this.#inputs.begin(part)
        return this.#beginCall(part.id, part.toolName)
      case 'tool-input-delta':
        return this.#callDelta(part.id, this.#inputs.add(part.id, part.delta))
      case 'finish':
        return this.#finish(part)
      default:
        return this.#whole(part)
    }
  }

  fail({ message, kind }: { readonly message: string; readonly kind: string }): string {
    return this.#event('error', { code: kind.replaceAll('-', '_'), message, param: null })
  }

  #beginText(key: string, metadata: ProviderMetadata): string {
    const item = this.#begin(key, 'msg_', { metadata })
    const shown = { type: 'message', id: item.id, role: 'assistant', status: 'in_progress', content: [] }
    const part = textPart({ type: 'text', text: '', providerMetadata: metadata })
    return (
      this.#added(item, shown) +
      this.#event('response.content_part.added', { ...place(item), content_index: 0, part })
    )
  }

  #text(key: string, delta: string): string {
    const begun = this.#open.has(key) ? '' : this.#beginText(key, {})
    const item = this.#item(key)
    item.text += delta
    const type = isRefusal(item.metadata) ? 'response.refusal.delta' : 'response.output_text.delta'
    const more = isRefusal(item.metadata) ? {} : { logprobs: [] }
    return begun + this.#event(type, { ...place(item), content_index: 0, delta, ...more })
  }

  #endText(part: Extract<StreamPart, { readonly type: 'text-end' }>): string {
    const item = this.#open.get(part.id)
    if (item === undefined) return ''
    const { text } = item
    const metadata = merged(item.metadata, part.providerMetadata)
    const at = { ...place(item), content_index: 0 }
    const citations: Citation[] = part.citations ?? []
    const whole: Extract<Content, { readonly type: 'text' }> = {
      type: 'text',
      text,
      citations,
      ...kept(metadata),
    }
    const refuses = isRefusal(metadata)
    const done = refuses
      ? this.#event('response.refusal.done', { ...at, refusal: text })
      : this.#event('response.output_text.done', { ...at, text, logprobs: [] })
    const cited = citations
      .flatMap(annotationOf)
      .map((annotation, index) =>
        this.#event('response.output_text.annotation.added', { ...at, annotation_index: index, annotation }),
      )
    const ended = this.#event('response.content_part.done', { ...at, part: textPart(whole) })
    const shown = messageItem(item.id, [textPart(whole)], kept(metadata).providerMetadata)
    return cited.join('') + done + ended + this.#done(part.id, item, shown)
  }

  #beginThought(key: string, metadata: ProviderMetadata): string {
    const item = this.#begin(key, 'rs_', { metadata })
    return this.#added(item, { type: 'reasoning', id: item.id, summary: [] })
  }

  #thought(key: string, delta: string): string {
    const begun = this.#open.has(key) ? '' : this.#beginThought(key, {})
    const item = this.#item(key)
    const at = { ...place(item), summary_index: 0 }
    const added =
      item.text === ''
        ? this.#event('response.reasoning_summary_part.added', {
            ...at,
            part: { type: 'summary_text', text: '' },
          })
        : ''
    item.text += delta
    return begun + added + this.#event('response.reasoning_summary_text.delta', { ...at, delta })
  }

  #endThought(part: Extract<StreamPart, { readonly type: 'reasoning-end' }>): string {
    const item = this.#open.get(part.id)
    if (item === undefined) return ''
    const { text } = item
    const at = { ...place(item), summary_index: 0 }
    const done =
      text === ''
        ? ''
        : this.#event('response.reasoning_summary_text.done', { ...at, text }) +
          this.#event('response.reasoning_summary_part.done', { ...at, part: { type: 'summary_text', text } })
    const { providerMetadata } = kept(merged(item.metadata, part.providerMetadata))
    return done + this.#done(part.id, item, thoughtItem(item.id, text, providerMetadata))
  }

  #beginCall(key: string, name: string): string {
    const item = this.#begin(key, 'fc_', { name })
    const call = { call_id: key, name, arguments: '' }
    return this.#added(item, { type: 'function_call', id: item.id, status: 'in_progress', ...call })
  }

  #callDelta(key: string, delta: string): string {
    const item = this.#open.get(key)
    if (item === undefined || delta === '') return ''
    item.text += delta
    return this.#event('response.function_call_arguments.delta', { ...place(item), delta })
  }

  #call(part: Extract<StreamPart, { readonly type: 'tool-call' }>): string {
    if (part.providerExecuted === true) return ''
    const { toolCallId: key, toolName: name, input, providerMetadata } = part
    const isOpen = this.#open.has(key)
    const begun = isOpen ? '' : this.#beginCall(key, name)
    const item = this.#item(key)
    const late = this.#callDelta(key, isOpen ? this.#inputs.restOf(part) : input)
    const shown = callItem(item.id, part, providerMetadata)
    const { arguments: all } = shown as { readonly arguments: string }
    const done = this.#event('response.function_call_arguments.done', {
      ...place(item),
      name,
      arguments: all,
    })
    return begun + late + done + this.#done(key, item, shown)
  }

  /** A part that comes at once. */
  #whole(part: StreamPart): string {
    if (part.type === 'tool-call') return this.#call(part)
    if (part.type !== 'file') return ''
    const shown = itemOf(part, this.#context)
    if (shown === undefined) return ''
    const { id } = shown as { readonly id: string }
    const item = this.#begin(id, 'ig_', {})
    return this.#added(item, shown) + this.#done(id, item, shown)
  }

  #finish({ finishReason, usage }: FinishPart): string {
    const begun = this.#head()
    const end = ending(finishReason)
    const counts = responseUsage(usage)
    // Without the places of items that a broken stream has left open.
    const output = Object.values(this.#output)
    const response = { ...this.#envelope, ...end, output, ...(counts && { usage: counts }) }
    return begun + this.#event(`response.${end.status}`, { response })
  }

  #begin(
    key: string,
    prefix: string,
    { metadata = {}, name = '' }: Partial<Pick<OpenItem, 'metadata' | 'name'>>,
  ): OpenItem {
    const item = { id: this.#context.newId(prefix), index: this.#items, metadata, name, text: '' }
    this.#items += 1
    this.#open.set(key, item)
    return item
  }

  #item(key: string): OpenItem {
    return this.#open.get(key) ?? this.#begin(key, '', {})
  }

  #added(item: OpenItem, shown: object): string {
    return this.#head() + this.#event('response.output_item.added', { output_index: item.index, item: shown })
  }

  #done(key: string, item: OpenItem, shown: object): string {
    this.#open.delete(key)
    this.#output[item.index] = shown
    return this.#event('response.output_item.done', { output_index: item.index, item: shown })
  }

  #head(): string {
    if (this.#envelope !== undefined) return ''
    const { id = this.#context.newId('resp_'), modelId = asModel(this.#context.body), timestamp } = this.#info
    const createdAt = Math.floor((timestamp?.getTime() ?? this.#context.now) / 1000)
    this.#envelope = envelope(this.#context, { id, model: modelId, createdAt })
    const response = { ...this.#envelope, status: 'in_progress', incomplete_details: null, output: [] }
    return this.#event('response.created', { response }) + this.#event('response.in_progress', { response })
  }

  #event(type: string, data: object): string {
    const text = sse({ type, sequence_number: this.#events, ...data }, type)
    this.#events += 1
    return text
  }
}
