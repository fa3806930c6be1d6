import type { Random } from '@llm-balancer/core'
import type { Accounts } from './accounts.ts'
import { answerOf, checkReply, type Answer, type Reply } from './answer.ts'
import type { Embeddings, EmbeddingQuestion, Problem, Question, Route } from './formats/wire-format.ts'
import type { FakeTargetState } from './fake-target-state.ts'
import { mostDimensions, usualDimensions, vectorOf } from './vector-of.ts'
import type { RequestRecord } from './record.ts'

/** One request with everything that the planning of its response needs. */
export type Situation = {
  readonly target: FakeTargetState
  readonly record: RequestRecord
  /** Undefined when the path is unknown. */
  readonly route: Route | undefined
  /** What it asks; a default question when the request is invalid. */
  readonly question: Question
  /** What is wrong with the body. */
  readonly problem: Problem | undefined
  /** The account whose key the target has. */
  readonly account: string
  /** What the accounts of the fake keep. */
  readonly accounts: Accounts
  /** Clock time in ms. */
  readonly now: number
  readonly random: Random
  /** What the target answers; `reply` counts in the first call only. */
  answer(reply?: Reply): Answer
  /** The vectors that an embedding request asks for. */
  embeddings(): Embeddings
}

/** The moment of a request, and its own random numbers. */
export type Moment = Pick<Situation, 'now' | 'random' | 'accounts'>

const nothingAsked: Question = { model: 'fake', stream: false, includeUsage: false }
const noTexts: EmbeddingQuestion = { model: 'fake', texts: [] }
const bytesPerToken = 4

/** Reads a request and notes in its record what the target makes of it. */
export function situationOf(target: FakeTargetState, record: RequestRecord, moment: Moment): Situation {
  const [path, query] = placeOf(record.path)
  const account = target.current.account ?? (target.format.sharesSignatures === true ? '' : target.id)
  const asked = target.format.route(record.method, path, query)
  const stored = storedFor(asked, account, moment.accounts)
  const route = asked?.type === 'rest' ? restRoute(asked) : asked
  const read = stored ?? readQuestion(route, record.body)
  const [question, problem] = 'problem' in read ? [nothingAsked, read] : [read.question, undefined]
  record.stream = question.stream
  record.apiKey = keyOf(target, record)
  let answer = 'stored' in read ? read.stored : undefined
  let embeddings: Embeddings | undefined
  return {
    ...{ target, record, route, question, problem, account, ...moment },
    answer: (reply) =>
      (answer ??= answerOf(reply ?? ownReply(target, record), {
        number: record.number,
        targetId: target.id,
        model: question.model,
        includeUsage: question.includeUsage,
        account,
        isSealed: question.isSealed === true,
        isBackground: question.isBackground === true,
        createdAt: Math.floor(moment.now / 1_000),
        requestBytes: record.size,
      })),
    embeddings: () =>
      (embeddings ??= embeddingsOf('embedding' in read ? (read.embedding ?? noTexts) : noTexts, record)),
  }
}

/** What is asked of an answer that is made in the background. */
type StoredReading = { readonly question: Question; readonly stored: Answer }

/** The answer that a request is about, where it is about one that was begun before. */
function storedFor(
  route: Route | undefined,
  account: string,
  accounts: Accounts,
): StoredReading | Problem | undefined {
  if (route?.type !== 'rest' && route?.type !== 'cancel') return undefined
  const { answer: stored, isCancelled = false } = accounts.answerOf(account, route.id) ?? {}
  if (stored === undefined) return { problem: `Response with id '${route.id}' not found.`, status: 404 }
  const stream = route.type === 'rest' && route.stream
  if (stream && isCancelled) return { problem: `Response with id '${route.id}' was cancelled.` }
  return { question: { model: stored.model, stream, includeUsage: true }, stored }
}

function restRoute({ api, after }: Extract<Route, { readonly type: 'rest' }>): Route {
  return { type: 'chat', api: api.restAfter?.(after) ?? api, isRest: true }
}

type Reading = { readonly question: Question; readonly embedding?: EmbeddingQuestion }

function readQuestion(route: Route | undefined, body: unknown): Reading | Problem {
  if (route?.type === 'chat') {
    const question = route.api.read(body)
    return 'problem' in question ? question : { question }
  }
  if (route?.type !== 'embeddings') return { question: nothingAsked }
  const embedding = route.api.read(body)
  if ('problem' in embedding) return embedding
  const { model, dimensions = usualDimensions } = embedding
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > mostDimensions) {
    return { problem: `the length of vectors must be within [1, ${mostDimensions}]` }
  }
  return { question: { ...nothingAsked, model }, embedding }
}

function embeddingsOf(question: EmbeddingQuestion, { number }: RequestRecord): Embeddings {
  const { texts, dimensions } = question
  return {
    ...question,
    number,
    vectors: texts.map((text) => vectorOf(text, dimensions)),
    tokens: Math.ceil(texts.join('').length / bytesPerToken),
  }
}

/** Headers of every response of a target: date, id, limits. */
export function headersOf({ target, record, now }: Situation): Record<string, string> {
  return {
    date: new Date(now).toUTCString(),
    ...target.format.headers(record.number),
    ...target.format.limitHeaders(target.window.statuses(now), now),
  }
}

function keyOf({ format, current }: FakeTargetState, record: RequestRecord): RequestRecord['apiKey'] {
  const key = format.keyIn(record.headers)
  if (current.apiKey === undefined) return key === undefined ? 'none' : 'accepted'
  if (key === undefined) return 'none'
  return current.apiKey.has(key) ? 'accepted' : 'wrong'
}

function ownReply({ id, current }: FakeTargetState, record: RequestRecord): Reply | undefined {
  if (typeof current.reply !== 'function') return current.reply
  return checkReply('reply', current.reply(record), `target "${id}"`) as Reply
}

/** The path below the target's own, and the query. */
function placeOf(path: string): [string, URLSearchParams] {
  const [whole = '', query] = path.split('?', 2)
  const start = whole.indexOf('/', 1)
  return [start === -1 ? '/' : whole.slice(start), new URLSearchParams(query)]
}
