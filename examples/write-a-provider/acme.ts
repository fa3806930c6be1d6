import {
  asCount,
  asRecord,
  asRecords,
  asText,
  assemble,
  BlockWriter,
  collectWarnings,
  createChatModel,
  createModelClient,
  hasError,
  isEmptyAnswer,
  jsonOfEvent,
  ownOptions,
  ToolCallWriter,
  toolInputObject,
  toolOutputText,
  toResponseMetadata,
  toTokenUsage,
  toUsage,
} from '@llm-balancer/provider'
import type {
  ApiKey,
  BuiltBody,
  ChatMessage,
  ChatModel,
  ChatRequest,
  EmitPart,
  ErrorRule,
  FinishReason,
  HttpAnswer,
  HttpClient,
  JsonRecord,
  ModelSettings,
  Warn,
} from '@llm-balancer/provider'

/** Settings of an Acme model. */
export interface AcmeSettings extends ModelSettings {
  readonly apiKey: ApiKey
}

/** What Acme's errors mean where the common table does not know. */
const errorRules: readonly ErrorRule[] = [
  { code: /^no_money$/, kind: 'quota' },
  { code: /^too_many_words$/, kind: 'context-length' },
]

/** A chat model of Acme. */
export function acme(settings: AcmeSettings): ChatModel {
  const vendor = { provider: 'acme', needsKey: true, baseURL: 'https://api.acme.example/v1', errorRules }
  const http = createModelClient(vendor, settings)
  return createChatModel({
    provider: 'acme',
    modelId: settings.model,
    http,
    path: () => '/talk',
    body: (request, stream) => bodyOf(request, settings.model, stream),
    read(answer) {
      const { body } = answer
      if (hasError(body)) throw http.classify(body, answer)
      // A whole answer is a stream of one chunk.
      const completion = assemble((emit) => {
        const reader = answerReader(http, answer, emit)
        reader.take(body)
        reader.end()
      })
      return { ...completion, response: toResponseMetadata(body) }
    },
    reader(answer, { includeRaw, report }, emit) {
      const reader = answerReader(http, answer, emit)
      return {
        read(event) {
          const chunk = jsonOfEvent(event, http, answer)
          if (chunk === undefined) return
          if (includeRaw === true) emit({ type: 'raw', rawValue: chunk })
          reader.take(chunk)
          report?.({ usage: toTokenUsage(reader.usage()) })
        },
        end: () => reader.end(),
      }
    },
    probePath: '/models',
  })
}

function bodyOf(request: ChatRequest, model: string, stream: boolean): BuiltBody {
  const { warnings, warn } = collectWarnings()
  const { temperature, maxOutputTokens, tools = [] } = request
  // What Acme has no name for becomes a warning.
  for (const name of ['topP', 'topK', 'seed', 'stopSequences', 'responseFormat', 'reasoning'] as const) {
    if (request[name] !== undefined) warn(name)
  }
  const offered = tools.filter((tool) => tool.type === 'function')
  const body = {
    model,
    turns: request.messages.flatMap((message) => turnsOf(message, warn)),
    ...(temperature === undefined ? {} : { heat: temperature }),
    ...(maxOutputTokens === undefined ? {} : { most: maxOutputTokens }),
    ...(offered.length === 0
      ? {}
      : { tools: offered.map(({ name, inputSchema }) => ({ name, takes: inputSchema })) }),
    ...(stream ? { stream } : {}),
    // The caller's own fields for Acme go last, verbatim.
    ...ownOptions('acme', request.providerOptions),
  }
  return { body, warnings }
}

function turnsOf({ role, content }: ChatMessage, warn: Warn): object[] {
  if (typeof content === 'string') return [{ by: role, says: content }]
  let says = ''
  const calls: object[] = []
  const results: object[] = []
  for (const part of content) {
    if (part.type === 'text') says += part.text
    else if (part.type === 'tool-call' && part.providerExecuted !== true) {
      calls.push({ id: part.toolCallId, tool: part.toolName, args: toolInputObject(part.input) })
    } else if (part.type === 'tool-result' && part.output.type !== 'content') {
      results.push({ by: 'tool', to: part.toolCallId, says: toolOutputText(part.output) })
    } else warn(`${part.type} part of a message`)
  }
  return role === 'tool' ? results : [{ by: role, says, ...(calls.length === 0 ? {} : { calls }) }]
}

const finishReasons: Readonly<Record<string, FinishReason['unified']>> = {
  finished: 'stop',
  'too-long': 'length',
  tools: 'tool-calls',
}

/** Turns the chunks of one answer into parts. */
function answerReader(http: HttpClient, answer: HttpAnswer, emit: EmitPart) {
  const blocks = new BlockWriter(emit)
  const tools = new ToolCallWriter(emit, () => 'acme')
  let last: JsonRecord = {}
  const usage = () => {
    const tokens = asRecord(last['tokens'])
    return toUsage({
      input: asCount(tokens['read']),
      output: asCount(tokens['written']),
      raw: last['tokens'],
    })
  }
  return {
    usage,
    take(chunk: JsonRecord): void {
      if (chunk['id'] !== undefined) emit({ type: 'response-metadata', ...toResponseMetadata(chunk) })
      blocks.write('text', asText(chunk['says']))
      for (const [index, { id, tool, args }] of asRecords(chunk['calls']).entries()) {
        tools.write({ index, id: asText(id), name: asText(tool), input: JSON.stringify(args ?? {}) })
      }
      last = chunk
    },
    end(): void {
      const raw = asText(last['why'])
      if (raw === '') throw http.failure('stream-interrupted', answer, 'the answer ended before it was whole')
      // Calls are a finish, also beside a word that is new.
      const unified = finishReasons[raw] ?? (tools.hasCalls ? 'tool-calls' : 'other')
      const finishReason = { unified, raw }
      const isSilent = !blocks.hasWritten && !tools.hasCalls
      if (isSilent && isEmptyAnswer({ content: [], finishReason })) {
        throw http.failure('invalid-response', answer)
      }
      blocks.end()
      if (!tools.end(finishReason)) throw http.failure('invalid-response', answer)
      emit({ type: 'finish', finishReason, usage: usage() })
    },
  }
}
