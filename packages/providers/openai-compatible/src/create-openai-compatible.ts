import {
  abortableStream,
  checkApiKey,
  checkKnown,
  checkText,
  createHttpClient,
  openaiLimitHeaders,
  toTokenUsage,
} from '@llm-balancer/provider'
import type {
  ApiKey,
  CallOptions,
  ChatModel,
  ChatRequest,
  Fetch,
  HeaderRecord,
  HttpCall,
  HttpClient,
  StreamPart,
} from '@llm-balancer/provider'
import type { Dialect } from './dialect.ts'
import { requestBody } from './request/request-body.ts'
import { readCompletion } from './response/read-completion.ts'
import { readStream } from './stream/read-stream.ts'

/** Settings every model of this format takes. */
export interface ChatSettings {
  /** The key, or a function that gives the current one before each request. @default none, unless the vendor needs one */
  readonly apiKey?: ApiKey | undefined
  /** The model's name, as the vendor has it. */
  readonly model: string
  /** Where `/chat/completions` is below; https, or http to a private host. @default the vendor's */
  readonly baseURL?: string | undefined
  /** Headers of every request; undefined removes one. @default {} */
  readonly headers?: HeaderRecord | undefined
  /** Sends the requests. @default the platform's */
  readonly fetch?: Fetch | undefined
  /** Allows http to any host; the key then travels unencrypted. @default false */
  readonly allowInsecureHttp?: boolean | undefined
  /** Largest answer that is read, in bytes. @default 33 554 432 (32 MiB) */
  readonly maxResponseBytes?: number | undefined
  /** Unix time in ms, for dates in headers. @default the system's clock */
  readonly now?: (() => number) | undefined
}

/** The names of {@link ChatSettings}, for factories with settings of their own. */
export const chatSettingNames: readonly string[] = [
  'apiKey',
  'model',
  'baseURL',
  'headers',
  'fetch',
  'allowInsecureHttp',
  'maxResponseBytes',
  'now',
]

/**
 * A chat model on a vendor that speaks a dialect of OpenAI's chat completions. For adapters of such vendors.
 *
 * @throws TypeError or RangeError naming a setting that is missing, unknown or wrong.
 */
export function createOpenAICompatible(dialect: Dialect, settings: ChatSettings): ChatModel {
  const { provider } = dialect
  checkKnown(provider, settings, chatSettingNames)
  const modelId = checkText(provider, 'model', settings.model)
  if (dialect.needsKey === true) checkApiKey(provider, settings.apiKey)
  const { model: _, ...endpoint } = settings
  const http = createHttpClient({
    ...endpoint,
    provider,
    modelId,
    baseURL: settings.baseURL ?? dialect.baseURL,
    authHeaders: dialect.authHeaders,
    headers: { ...dialect.headers, ...settings.headers },
    errorRules: dialect.errorRules,
    limitHeaders: dialect.limitHeaders ?? openaiLimitHeaders,
  })
  const { probePath = '/models' } = dialect
  return {
    provider,
    modelId,
    generate: (request, options = {}) => generate({ http, dialect, modelId, request, options }),
    stream: (request, options = {}) =>
      abortableStream(options.signal, (signal) =>
        stream({ http, dialect, modelId, request, options: { ...options, signal } }),
      ),
    probe: (options = {}) => http.probe(probePath, callOf(undefined, options)),
  }
}

/** One call of a model. */
type Call = {
  readonly http: HttpClient
  readonly dialect: Dialect
  readonly modelId: string
  readonly request: ChatRequest
  readonly options: CallOptions
}

async function generate(call: Call): ReturnType<ChatModel['generate']> {
  const { http, dialect, request, options } = call
  const { body, warnings } = requestBody({ ...call, stream: false })
  const answer = await http.postJson(pathOf(dialect), body, callOf(request, options))
  const completion = readCompletion(answer, http, dialect)
  options.report?.({ usage: toTokenUsage(completion.usage) })
  return { ...completion, warnings, request: { url: answer.url, body } }
}

async function* stream(call: Call): AsyncGenerator<StreamPart, void, undefined> {
  const { http, dialect, request, options } = call
  const { body, warnings } = requestBody({ ...call, stream: true })
  const answer = await http.postStream(pathOf(dialect), body, callOf(request, options))
  try {
    yield { type: 'stream-start', warnings, request: { url: answer.url, body } }
    yield { type: 'response-metadata', headers: answer.headers }
    yield* readStream(answer, { http, dialect, options })
  } finally {
    answer.close()
  }
}

function pathOf({ chatPath = '/chat/completions' }: Dialect): string {
  return chatPath
}

function callOf(request: ChatRequest | undefined, { signal, headers, report }: CallOptions): HttpCall {
  return { signal, report, headers: [request?.headers, headers] }
}
