import { isJsonRecord } from '@llm-balancer/provider'
import type { Answer, ReplyFinish } from '../answer.ts'
import type { ErrorTable } from './error-table.ts'
import { frame } from './frame.ts'
import { fieldsOf } from './read-body.ts'
import type { ChatFormat, Problem, Question, StreamEvents } from './wire-format.ts'

type Fields = Readonly<Record<string, unknown>>

/** How a vendor's chat completions differ from OpenAI's; what is left out is as OpenAI has it. */
export type ChatFlavour = {
  readonly errors: ErrorTable
  /** The id of an answer. */
  readonly id?: (number: number) => string
  /** Fields of every whole answer. */
  readonly fields?: (answer: Answer) => Fields
  /** Reasoning as fields of a message or a delta. */
  readonly reasoning?: (text: string) => Fields
  /** Makes an id of a tool call one of the vendor's kind. */
  readonly toolCallId?: (id: string) => string
  /** True when a streamed tool call comes in one piece. */
  readonly wholeToolCalls?: boolean
  readonly usage?: (answer: Answer) => Fields
  /** Fields of a stream's first chunk. */
  readonly first?: (answer: Answer) => Fields
  /** Fields of a stream's last chunk, the one with the finish reason. */
  readonly last?: (answer: Answer, usage: Fields) => Fields
  /** True when usage comes in a chunk of its own to those who ask for it. @default true */
  readonly usageChunk?: boolean
  /** What the vendor refuses beyond what makes no sense anywhere. */
  readonly refuses?: (body: Fields) => Problem | undefined
  /** The type of an error's event. @default none */
  readonly errorEvent?: string
}

const finishWords: Readonly<Record<ReplyFinish, string>> = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content_filter',
  'tool-calls': 'tool_calls',
}

/**
 * Chat completions as OpenAI and most compatible servers speak them.
 * Source: https://platform.openai.com/docs/api-reference/chat and its streaming page.
 */
export function chatCompletions(flavour: ChatFlavour): ChatFormat {
  return {
    read: (body) => read(body, flavour),
    answer: (answer) => ({
      ...envelope(answer, 'chat.completion', flavour),
      choices: [
        {
          index: 0,
          message: message(answer, flavour),
          logprobs: null,
          finish_reason: finishWords[answer.finish],
        },
      ],
      usage: usageOf(answer, flavour),
      ...flavour.fields?.(answer),
    }),
    stream: (answer) => streamOf(answer, flavour),
    errorEvent: (error) => frame(flavour.errors.body(error), flavour.errorEvent),
  }
}

function read(body: unknown, { refuses }: ChatFlavour): Question | Problem {
  if (!isJsonRecord(body)) return { problem: 'We could not parse the JSON body of your request.' }
  if (typeof body['model'] !== 'string') return { problem: 'you must provide a model parameter' }
  if (!Array.isArray(body['messages'])) return { problem: "Missing required parameter: 'messages'." }
  const refused = refuses?.(body)
  if (refused !== undefined) return refused
  return {
    model: body['model'],
    stream: body['stream'] === true,
    includeUsage: fieldsOf(body['stream_options'])['include_usage'] === true,
  }
}

function message(answer: Answer, { reasoning = reasoningContent, toolCallId = same }: ChatFlavour): Fields {
  const calls = answer.toolCalls.map(({ id, name, pieces }) => ({
    id: toolCallId(id),
    type: 'function',
    function: { name, arguments: pieces.join('') },
  }))
  return {
    role: 'assistant',
    content: answer.text.length === 0 ? null : answer.text.join(''),
    refusal: null,
    ...(calls.length > 0 && { tool_calls: calls }),
    ...withReasoning(answer, reasoning),
  }
}

/** Reasoning may come beside the text, or before it in a list of contents. */
function withReasoning(answer: Answer, reasoning: (text: string) => Fields): Fields {
  if (answer.reasoning.length === 0) return {}
  const fields = reasoning(answer.reasoning.join(''))
  const { content } = fields
  if (!Array.isArray(content)) return fields
  const text = answer.text.length === 0 ? [] : [{ type: 'text', text: answer.text.join('') }]
  return { content: [...(content as unknown[]), ...text] }
}

function streamOf(answer: Answer, flavour: ChatFlavour): StreamEvents {
  const { reasoning = reasoningContent, first, last, usageChunk = true } = flavour
  const common = envelope(answer, 'chat.completion.chunk', flavour)
  const usage = usageOf(answer, flavour)
  const asked = usageChunk && answer.includeUsage
  const chunk = (delta: Fields, finish: string | null = null, more: Fields | undefined = {}): string =>
    frame({
      ...common,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(asked && { usage: null }),
      ...more,
    })
  return {
    preamble: [
      chunk(
        { role: 'assistant', content: answer.text.length === 0 ? null : '', refusal: null },
        null,
        first?.(answer),
      ),
    ],
    content: [
      ...answer.reasoning.map((piece) => chunk(reasoning(piece))),
      ...answer.text.map((piece) => chunk({ content: piece })),
      ...toolCallDeltas(answer, flavour).map((delta) => chunk(delta)),
    ],
    ending: [
      chunk({}, finishWords[answer.finish], last?.(answer, usage)),
      ...(asked ? [frame({ ...common, choices: [], usage })] : []),
      'data: [DONE]\n\n',
    ],
  }
}

function toolCallDeltas(
  { toolCalls }: Answer,
  { toolCallId = same, wholeToolCalls = false }: ChatFlavour,
): Fields[] {
  return toolCalls.flatMap(({ id, name, pieces }, index) => {
    const start = (input: string): Fields => ({
      tool_calls: [{ index, id: toolCallId(id), type: 'function', function: { name, arguments: input } }],
    })
    if (wholeToolCalls) return [start(pieces.join(''))]
    return [
      start(''),
      ...pieces.map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]
  })
}

function envelope(answer: Answer, object: string, { id = chatId }: ChatFlavour): Fields {
  return { id: id(answer.number), object, created: answer.createdAt, model: answer.model }
}

function usageOf(answer: Answer, { usage = openaiUsage }: ChatFlavour): Fields {
  return usage(answer)
}

function openaiUsage({ usage: tokens }: Answer): Fields {
  return {
    prompt_tokens: tokens.inputTokens,
    completion_tokens: tokens.outputTokens,
    total_tokens: tokens.inputTokens + tokens.outputTokens,
    prompt_tokens_details: { cached_tokens: tokens.cacheReadTokens },
    completion_tokens_details: { reasoning_tokens: tokens.reasoningTokens },
  }
}

function chatId(number: number): string {
  return `chatcmpl-fake-${number}`
}

function reasoningContent(text: string): Fields {
  return { reasoning_content: text }
}

function same(id: string): string {
  return id
}
