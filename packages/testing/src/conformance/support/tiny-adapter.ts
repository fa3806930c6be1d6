/** A chat model just good enough to pass the suite over `openai-compatible`. */
import {
  abortableStream,
  asCount,
  asRecords,
  asText,
  collect,
  createHttpClient,
  isDone,
  isEmptyAnswer,
  isJsonRecord,
  jsonOfEvent,
  mergeAccount,
  parseJsonObject,
  type CallOptions,
  type ChatModel,
  type ChatRequest,
  type ChatResponse,
  type Content,
  type FinishReason,
  type HttpAnswer,
  type HttpClient,
  type JsonRecord,
  type SseEvent,
  type StreamPart,
  type Usage,
} from '@llm-balancer/provider'
import type { AdapterSettings } from '../suite-options.ts'
import type { Flaw } from './flaw.ts'
import { tinyMessages } from './tiny-messages.ts'

export function tinyAdapter({ baseURL, apiKey, fetch }: AdapterSettings, flaw?: Flaw): ChatModel {
  const provider = 'tiny'
  const http = createHttpClient({ provider, modelId: 'model', baseURL, apiKey, fetch })
  const bodyOf = (request: ChatRequest, stream: boolean): object => ({
    model: 'model',
    messages: tinyMessages(request.messages, flaw),
    stream,
    ...(flaw !== 'drops the provider options' && request.providerOptions?.[provider]),
  })
  const callOf = (request: ChatRequest, { headers, signal, report }: CallOptions) => ({
    headers: [request.headers, headers],
    signal,
    report: flaw === 'reports nothing' ? undefined : report,
  })
  return {
    provider,
    modelId: 'model',
    async generate(request, options = {}) {
      const body = bodyOf(request, false)
      const answer = await http.postWhole('/chat/completions', body, callOf(request, options))
      if ('events' in answer) {
        if (flaw === 'reads no stream for a whole answer') throw http.failure('invalid-response', answer)
        return await collect(partsOf({ http, answer, flaw }, answer.events))
      }
      const choice = choiceIn(answer.body, flaw)
      if (choice === undefined) throw http.failure('invalid-response', answer)
      const response = responseOf({ choice, usage: accountIn(answer.body, flaw), flaw })
      if (isNothing(response, flaw)) throw http.failure('invalid-response', answer)
      if (flaw !== 'reports nothing') options.report?.({ usage: flat(response.usage) })
      return { ...response, request: { url: answer.url, body } }
    },
    stream: (request, options = {}) =>
      abortableStream(options.signal, (signal) =>
        streamed({
          http,
          flaw:
            flaw === 'reads escapes only with raw chunks' && options.includeRaw === true ? undefined : flaw,
          body: bodyOf(request, true),
          call: { ...callOf(request, options), signal },
        }),
      ),
  }
}

type Streaming = {
  readonly http: HttpClient
  readonly flaw: Flaw | undefined
  readonly body: object
  readonly call: Parameters<HttpClient['postStream']>[2]
}

async function* streamed({ http, flaw, body, call }: Streaming): AsyncGenerator<StreamPart, void, undefined> {
  const answer = await http.postStream('/chat/completions', body, call)
  const events = flaw === 'takes a broken stream for a short answer' ? unbroken(answer.events) : answer.events
  yield* partsOf({ http, answer, flaw, report: call?.report }, events)
}

type Reading = {
  readonly http: HttpClient
  readonly answer: HttpAnswer
  readonly flaw: Flaw | undefined
  readonly report?: CallOptions['report']
}

async function* partsOf(
  { http, answer, flaw, report }: Reading,
  events: AsyncIterable<SseEvent> | Iterable<SseEvent>,
): AsyncGenerator<StreamPart, void, undefined> {
  yield { type: 'stream-start', warnings: [] }
  let open = false
  let finish: string | undefined
  let usage: JsonRecord | undefined
  let reasoning = ''
  for await (const event of events) {
    if (event.isDocument === true && flaw === 'reads no whole answer for a stream') continue
    if (
      flaw === 'stumbles over what is no frame' &&
      !isDone(event) &&
      parseJsonObject(event.data) === undefined
    )
      throw http.failure('invalid-response', answer)
    const chunk =
      flaw === 'passes over broken frames' ? parseJsonObject(event.data) : jsonOfEvent(event, http, answer)
    if (chunk === undefined) continue
    if (event.isDocument === true && flaw !== 'throws what it stumbles over' && !('choices' in chunk))
      throw http.failure('invalid-response', answer)
    const choice = choiceIn(chunk, flaw)
    if (choice === undefined) throw http.failure('invalid-response', answer)
    const told = accountIn(chunk, flaw)
    if (told !== undefined)
      usage = flaw === 'believes the last account of tokens' ? told : mergeAccount(usage, told)
    finish = choice.finish ?? finish
    reasoning += choice.reasoning
    if (choice.text === '') continue
    if (flaw === 'reads escapes only with raw chunks' && /["\\\n]/.test(choice.text)) continue
    if (!open) yield { type: 'text-start', id: '0' }
    open = true
    yield { type: 'text-delta', id: '0', delta: choice.text }
  }
  if (flaw?.endsWith('stream for a short answer') === true) finish ??= 'stop'
  if (finish === undefined) throw http.failure('stream-interrupted', answer)
  const finishReason = finishOf(finish)
  const content: Content[] = [...thoughtsOf(reasoning), { type: 'text', text: open ? 'text' : '' }]
  if (isNothing({ content, finishReason }, flaw)) throw http.failure('invalid-response', answer)
  if (open) yield { type: 'text-end', id: '0' }
  const told = usageOf(usage, flaw)
  report?.({ usage: flat(told) })
  yield { type: 'finish', finishReason, usage: told }
}

async function* unbroken<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  try {
    yield* items
  } catch {
    // Whatever breaks is an end to this adapter.
  }
}

type Choice = { readonly text: string; readonly reasoning: string; readonly finish: string | undefined }

function choiceIn(body: JsonRecord, flaw: Flaw | undefined): Choice | undefined {
  const stumbling = body as {
    choices: { message?: JsonRecord; delta?: JsonRecord; finish_reason?: unknown }[]
  }
  if (flaw === 'throws what it stumbles over') stumbling.choices.forEach(({ finish_reason }) => finish_reason)
  const choice = Array.isArray(body['choices']) ? (stumbling.choices[0] ?? {}) : undefined
  const said = choice?.message ?? choice?.delta
  if (typeof said !== 'object' || Array.isArray(said)) return undefined
  const { content, reasoning_content: reasoning } = said
  const text =
    flaw === 'takes only strings for text' ? (typeof content === 'string' ? content : '') : asText(content)
  return {
    text: flaw === 'gives text that was never written' ? text.replace('calls', 'callers') : text,
    reasoning: typeof reasoning === 'string' ? reasoning : '',
    finish: typeof choice?.finish_reason === 'string' ? choice.finish_reason : undefined,
  }
}

function responseOf({
  choice,
  usage,
  flaw,
}: {
  choice: Choice
  usage: JsonRecord | undefined
  flaw: Flaw | undefined
}): ChatResponse {
  const content: Content[] = [...thoughtsOf(choice.reasoning), { type: 'text', text: choice.text }]
  return {
    content,
    text: choice.text,
    finishReason: finishOf(choice.finish),
    usage: usageOf(usage, flaw),
    warnings: [],
    request: {},
    response: {},
  }
}

function thoughtsOf(text: string): Content[] {
  return text === '' ? [] : [{ type: 'reasoning', text }]
}

function finishOf(raw: string | undefined): FinishReason {
  return { unified: raw === 'length' ? 'length' : 'stop', raw }
}

function isNothing(answer: Pick<ChatResponse, 'content' | 'finishReason'>, flaw: Flaw | undefined): boolean {
  if (flaw === 'takes silence for an answer') return false
  if (flaw === 'takes thoughts for nothing')
    return answer.content.every((part) => part.type !== 'text' || part.text === '')
  return isEmptyAnswer(answer)
}

/** The account of tokens in an answer or a chunk. */
function accountIn(body: JsonRecord, flaw: Flaw | undefined): JsonRecord | undefined {
  const [choice] = asRecords(body['choices'])
  const told =
    flaw === 'looks for the usage in one place' ? body['usage'] : (body['usage'] ?? choice?.['usage'])
  return isJsonRecord(told) ? told : undefined
}

function usageOf(usage: JsonRecord | undefined, flaw: Flaw | undefined): Usage {
  const known = flaw === 'forgets the usage' ? {} : (usage ?? {})
  const count = (name: string): number | undefined => {
    const value = known[name]
    return typeof value === 'number' || flaw !== 'takes only numbers for counts' ? asCount(value) : undefined
  }
  return {
    inputTokens: {
      total: count('prompt_tokens'),
      noCache: undefined,
      cacheRead: undefined,
      cacheWrite: undefined,
    },
    outputTokens: { total: count('completion_tokens'), text: undefined, reasoning: undefined },
  }
}

function flat({ inputTokens, outputTokens }: Usage): { inputTokens?: number; outputTokens?: number } {
  return {
    ...(inputTokens.total !== undefined && { inputTokens: inputTokens.total }),
    ...(outputTokens.total !== undefined && { outputTokens: outputTokens.total }),
  }
}
