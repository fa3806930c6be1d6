import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider'
import { compact } from '@llm-balancer/provider'
import type { CallOptions, ChatMessage, ChatRequest } from '@llm-balancer/provider'

/** A request in the form of the AI SDK. Unknown settings pass through. */
export function toCallOptions(
  { messages, headers, ...settings }: ChatRequest,
  { signal, headers: own, includeRaw }: CallOptions,
): LanguageModelV4CallOptions {
  return {
    ...(compact(settings) as Omit<LanguageModelV4CallOptions, 'prompt'>),
    ...toTransport({ headers, own, signal }),
    ...(includeRaw === true ? { includeRawChunks: true } : {}),
    prompt: messages.map(toPromptMessage),
  }
}

/** Options of a call that continues what is stored. */
const continuing = ['previousResponseId', 'conversation']

/**
 * A request to a model that stores its answers unless it is told not to (`openai.responses`, `azure.responses`), which tells it: what is
 * stored belongs to one account, and encrypted reasoning comes instead. `store` in its options, or what it continues, wins.
 */
export function withoutStore(request: ChatRequest, provider: string): ChatRequest {
  const [vendor = '', api] = provider.split('.')
  if (api !== 'responses' || (vendor !== 'openai' && vendor !== 'azure')) return request
  const own = request.providerOptions?.[vendor] ?? {}
  if (['store', ...continuing].some((name) => own[name] !== undefined && own[name] !== null)) return request
  return { ...request, providerOptions: { ...request.providerOptions, [vendor]: { ...own, store: false } } }
}

/** The options of a call, of any model, for its HTTP request. */
export function toTransport({
  headers,
  own,
  signal,
}: {
  readonly headers: ChatRequest['headers']
  readonly own: CallOptions['headers']
  readonly signal: AbortSignal | undefined
}): { headers?: Record<string, string | undefined>; abortSignal?: AbortSignal } {
  return compact({ headers: layHeaders(headers, own), abortSignal: signal })
}

/** The call's headers over the request's; names are lower-case. An undefined value stays: it removes the model's own. */
function layHeaders(...layers: ChatRequest['headers'][]): Record<string, string | undefined> | undefined {
  const entries = layers.flatMap((layer) => Object.entries(layer ?? {}))
  if (entries.length === 0) return undefined
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]))
}

function toPromptMessage(message: ChatMessage): LanguageModelV4Message {
  if (message.role === 'system') return message
  const { content } = message
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(toPromptPart)
  return { ...message, content: parts } as LanguageModelV4Prompt[number]
}

/** A part of a message; addresses become `URL` objects, as the AI SDK has them. */
function toPromptPart(part: object): object {
  if ('data' in part) return { ...part, data: toFileData(part.data as object) }
  if (!('output' in part)) return part
  const { output } = part as { output: { value?: unknown } }
  if (!Array.isArray(output.value) || !isContentOutput(output)) return part
  return { ...part, output: { ...output, value: output.value.map(toPromptPart) } }
}

function isContentOutput(output: object): boolean {
  return 'type' in output && output.type === 'content'
}

function toFileData(data: object): object {
  return 'url' in data && typeof data.url === 'string' ? { ...data, url: new URL(data.url) } : data
}
