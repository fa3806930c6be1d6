import type { Random } from '@llm-balancer/core'
import { answerOf, checkReply, type Answer, type Reply } from './answer.ts'
import type { Question, Route } from './formats/wire-format.ts'
import type { RequestRecord } from './record.ts'
import type { TargetState } from './target.ts'

/** One request on its way to a plan: everything the planning needs to know of it. */
export type Situation = {
  readonly target: TargetState
  readonly record: RequestRecord
  /** Undefined when the path leads nowhere. */
  readonly route: Route | undefined
  /** What it asks; a question of the fake's own making when the request makes no sense. */
  readonly question: Question
  /** What is wrong with the body, in words. */
  readonly problem: string | undefined
  /** Clock time in ms. */
  readonly now: number
  readonly random: Random
  /** What the target answers; `reply` counts in the first call only. */
  answer(reply?: Reply): Answer
}

/** The moment of a request, and its own random numbers. */
export type Moment = Pick<Situation, 'now' | 'random'>

const nothingAsked: Question = { model: 'fake', stream: false, includeUsage: false }

/** Reads a request and notes in its record what the target makes of it. */
export function situationOf(target: TargetState, record: RequestRecord, moment: Moment): Situation {
  const path = pathWithinTarget(record.path)
  const route = target.format.route(record.method, path)
  const read = route === 'chat' ? target.format.read(record.body, path) : nothingAsked
  const [question, problem] = typeof read === 'string' ? [nothingAsked, read] : [read, undefined]
  record.stream = question.stream
  record.apiKey = keyOf(target, record)
  let answer: Answer | undefined
  return {
    ...{ target, record, route, question, problem, ...moment },
    answer: (reply) =>
      (answer ??= answerOf(reply ?? ownReply(target, record), {
        number: record.number,
        targetId: target.id,
        model: question.model,
        includeUsage: question.includeUsage,
        createdAt: Math.floor(moment.now / 1_000),
        requestBytes: record.size,
      })),
  }
}

/** Headers of every response of a target: date, id, limits. */
export function headersOf({ target, record, now }: Situation): Record<string, string> {
  return {
    date: new Date(now).toUTCString(),
    ...target.format.headers(record.number),
    ...target.format.limitHeaders(target.window.standings(now), now),
  }
}

function keyOf({ format, current }: TargetState, record: RequestRecord): RequestRecord['apiKey'] {
  const key = format.keyIn(record.headers)
  if (current.apiKeys === undefined) return key === undefined ? 'none' : 'accepted'
  if (key === undefined) return 'none'
  return current.apiKeys.has(key) ? 'accepted' : 'wrong'
}

function ownReply({ current }: TargetState, record: RequestRecord): Reply | undefined {
  if (typeof current.reply !== 'function') return current.reply
  const reply = current.reply(record)
  checkReply('reply', reply)
  return reply
}

/** The path below the target's own, without the query. */
function pathWithinTarget(path: string): string {
  const [whole = ''] = path.split('?', 1)
  const start = whole.indexOf('/', 1)
  return start === -1 ? '/' : whole.slice(start)
}
