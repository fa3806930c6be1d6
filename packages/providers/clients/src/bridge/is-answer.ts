import { asCount, asRecord, asRecords, isJsonRecord } from '@llm-balancer/provider'
import type { JsonRecord } from '@llm-balancer/provider'
import type { IncomingRequest } from './bridged-request.ts'
import { excusesEmptiness, filteredBy, hasContent, type EventFacts } from './events/event-facts.ts'
import { endOfCohere, saysSomething as isSaid } from './events/cohere-events.ts'
import { GoogleEvents, isRefusedPrompt } from './events/google-events.ts'
import { endOf, saysSomething } from './events/responses-events.ts'

type Check = (answer: JsonRecord) => boolean

const hasList =
  (...names: readonly string[]): Check =>
  (answer) =>
    names.some((name) => Array.isArray(answer[name]))

const isFilled: Check = ({ data }) => Array.isArray(data) && data.length > 0

const countsTokens: Check = ({ input_tokens: tokens }) => asCount(tokens) !== undefined

/** What an answer to each request has at least. Of other requests any object is an answer. */
const shapes: readonly (readonly [RegExp, Check])[] = [
  [/\/chat\/completions$/, ({ choices }) => asRecords(choices).some(({ message }) => isJsonRecord(message))],
  [/\/completions$/, hasList('choices')],
  [/\/responses$/, ({ status, output }) => typeof status === 'string' || Array.isArray(output)],
  [/\/responses\/compact$/, hasList('output')],
  [/\/(input_tokens|count_tokens)$/, countsTokens],
  [/\/messages$/, hasList('content')],
  [/\/(embeddings|images\/generations)$/, isFilled],
  [/\/moderations$/, hasList('results')],
  [/\/rerank$/, hasList('results', 'data')],
  [
    /:(stream)?[gG]enerateContent$/,
    (answer) => Array.isArray(answer['candidates']) || isRefusedPrompt(answer),
  ],
  [/:countTokens$/, ({ totalTokens }) => asCount(totalTokens) !== undefined],
  [
    /:(batchEmbedContents|embedContent)$/,
    ({ embedding, embeddings }) => isJsonRecord(embedding) || Array.isArray(embeddings),
  ],
  [/:predict$/, hasList('predictions')],
  [/^\/v2\/chat$/, ({ message }) => isJsonRecord(message)],
  [/^\/v\d\/embed$/, ({ embeddings }) => typeof embeddings === 'object' && embeddings !== null],
]

/** True for a JSON object that has the form of an answer to this request. */
export function isAnswer({ pathname }: IncomingRequest, answer: JsonRecord): boolean {
  const [, check] = shapes.find(([path]) => path.test(pathname)) ?? []
  return check === undefined || check(answer)
}

/** The meaning of a whole answer of a chat: an error in it, a fault, or the reason for which it may be empty. */
export function factsOfChat(request: IncomingRequest, answer: JsonRecord): EventFacts {
  const { pathname, body } = request
  if (pathname === '/v2/chat') return endOfCohere(answer, !isSaid(asRecord(answer['message'])))
  if (!/:(stream)?[gG]enerateContent$/.test(pathname))
    return isEmptyChat(request, answer) ? { fault: 'invalid-response' } : filteredChat(request, answer)
  const events = new GoogleEvents(body)
  const facts = events.read({ data: '' }, answer)
  if (facts.error !== undefined) return facts
  return events.endsWithClose
    ? { ...facts, ...events.end() }
    : { fault: 'invalid-response', words: unfinished }
}

const unfinished = 'the answer has no finish reason'

/** True for an answer of a chat that is empty for no reason of its own. */
function isEmptyChat({ pathname }: IncomingRequest, answer: JsonRecord): boolean {
  const { choices, content, stop_reason: stop, status, background } = answer
  if (pathname.endsWith('/chat/completions')) {
    return asRecords(choices).every(
      ({ message, finish_reason: reason }) => !hasContent(asRecord(message)) && !excusesEmptiness(reason),
    )
  }
  if (pathname.endsWith('/responses'))
    return status === 'completed' && background !== true && !saysSomething(answer)
  if (!pathname.endsWith('/messages')) return false
  return !asRecords(content).some(hasContent) && !excusesEmptiness(stop)
}

/** What an answer of a chat says that has nothing in it, because a content filter stepped in. */
function filteredChat({ pathname }: IncomingRequest, answer: JsonRecord): Pick<EventFacts, 'finishReason'> {
  const { choices, content, stop_reason: stop } = answer
  if (pathname.endsWith('/chat/completions')) {
    const isEmpty = asRecords(choices).every(({ message }) => !hasContent(asRecord(message)))
    return isEmpty ? filteredBy(asRecords(choices).map(({ finish_reason: reason }) => reason)) : {}
  }
  if (pathname.endsWith('/responses')) return saysSomething(answer) ? {} : filteredBy([endOf(answer)])
  const isMessage = pathname.endsWith('/messages') && !asRecords(content).some(hasContent)
  return isMessage ? filteredBy([stop]) : {}
}
