import { isJsonRecord } from '@llm-balancer/provider'
import type { Answer, ReplyFinish } from '../answer.ts'
import { googleErrors } from './google-errors.ts'
import { seal } from '../seal.ts'
import { fieldsOf, recordsOf } from './read-body.ts'
import type { ChatFormat, Question, SentBack, StreamEvents } from './wire-format.ts'

type Fields = Readonly<Record<string, unknown>>

/** What the path of a question says. */
export type GooglePath = {
  readonly model: string
  readonly stream: boolean
  /** True when a stream is asked for as server-sent events, the only way the fake has. */
  readonly sse: boolean
}

/** Calls of functions end an answer as words do. */
const finishWords: Readonly<Record<ReplyFinish, string>> = {
  stop: 'STOP',
  length: 'MAX_TOKENS',
  'content-filter': 'SAFETY',
  'tool-calls': 'STOP',
}

/** What stands in place of a signature of a call that is not the model's own. */
const unsigned = /^(skip_thought_signature_validator|context_engineering_is_the_way_to_go)$/

/** `generateContent` and `streamGenerateContent` of one model. */
export function googleChat({ model, stream, sse }: GooglePath): ChatFormat {
  const question: Question = { model, stream, includeUsage: true }
  return {
    read(body) {
      if (!isJsonRecord(body)) return { problem: 'Invalid JSON payload received.' }
      if (!Array.isArray(body['contents'])) return { problem: 'contents is not specified' }
      return sse ? question : { problem: 'the fake streams with alt=sse only' }
    },
    answer: (answer) => response(answer, { parts: partsOf(answer), finish: finishOf(answer) }),
    stream: streamOf,
    sentBack,
    errorEvent: (error) => frame(googleErrors.body(error)),
  }
}

/** Signatures, which stand beside any kind of part. */
function sentBack(body: unknown): SentBack[] {
  const parts = recordsOf(fieldsOf(body)['contents']).flatMap((turn) => recordsOf(turn['parts']))
  return parts.flatMap(({ thoughtSignature: sealed }): SentBack[] =>
    typeof sealed !== 'string' || unsigned.test(sealed)
      ? []
      : [{ type: 'seal', seal: sealed, refusal: () => ({ message: 'Corrupted thought signature.' }) }],
  )
}

function streamOf(answer: Answer): StreamEvents {
  const { reasoning, text } = answer
  const parts: Fields[] = [
    ...reasoning.map((thought) => ({ text: thought, thought: true })),
    ...text.map((piece) => ({ text: piece })),
    ...callsOf(answer),
  ]
  return {
    preamble: [],
    content: parts.map((part) => frame(response(answer, { parts: [part] }))),
    ending: [frame(response(answer, { parts: [{ text: '' }], finish: finishOf(answer) }))],
  }
}

function partsOf(answer: Answer): Fields[] {
  const { reasoning, text } = answer
  return [
    ...(reasoning.length > 0 ? [{ text: reasoning.join(''), thought: true }] : []),
    ...(text.length > 0 ? [{ text: text.join('') }] : []),
    ...callsOf(answer),
  ]
}

/** Calls whose arguments are an object; the first one of an answer is signed. */
function callsOf({ toolCalls, account }: Answer): Fields[] {
  const thoughtSignature = seal(account, 'call')
  return toolCalls.flatMap(({ id, name, pieces }, index) => {
    const args = objectIn(pieces.join(''))
    if (args === undefined) return []
    return [{ functionCall: { id, name, args }, ...(index === 0 && { thoughtSignature }) }]
  })
}

/** The API itself refuses tool calls of its model whose arguments are not an object. */
function finishOf({ toolCalls, finish }: Answer): string {
  const isMalformed = toolCalls.some(({ pieces }) => objectIn(pieces.join('')) === undefined)
  return isMalformed ? 'MALFORMED_FUNCTION_CALL' : finishWords[finish]
}

function response(
  answer: Answer,
  { parts, finish }: { readonly parts: readonly Fields[]; readonly finish?: string },
): unknown {
  const { inputTokens, outputTokens, cacheReadTokens, reasoningTokens } = answer.usage
  return {
    candidates: [
      {
        content: { parts, role: 'model' },
        ...(finish !== undefined && { finishReason: finish }),
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: inputTokens,
      cachedContentTokenCount: cacheReadTokens,
      candidatesTokenCount: Math.max(0, outputTokens - reasoningTokens),
      thoughtsTokenCount: reasoningTokens,
      totalTokenCount: inputTokens + outputTokens,
    },
    modelVersion: answer.model,
    responseId: `resp-fake-${answer.number}`,
  }
}

function objectIn(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json)
    return isJsonRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Google ends its lines with CRLF. */
function frame(data: unknown): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`
}
