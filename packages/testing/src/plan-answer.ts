import type { ChatFormat, StreamEvents } from './formats/wire-format.ts'
import { planError } from './plan-error.ts'
import type { Plan } from './plan.ts'
import { headersOf, type Situation } from './situation.ts'

/** The content type of a stream of server-sent events. */
export const eventStream = 'text/event-stream; charset=utf-8'

/** A normal answer to whatever was asked, whole or as a stream. */
export function planAnswer(situation: Situation): Plan {
  const { route, question } = situation
  switch (route?.type) {
    case 'chat':
      keep(situation, route.api)
      return question.stream ? planStream(situation, route.api) : planWhole(situation, route.api)
    case 'embeddings':
      return planDocument(situation, route.api.answer(situation.embeddings()))
    case 'tokens':
      return planDocument(situation, route.answer(situation.answer().usage.inputTokens))
    case 'cancel':
      return planCancel(situation, route)
    case 'models':
    case 'rest':
    case undefined:
      return planModels(situation, route?.type === 'models' ? (route.id ?? '') : '')
  }
}

/** The account keeps the answer, where it was asked to. */
function keep(situation: Situation, api: ChatFormat): void {
  const { question, account, accounts } = situation
  if (question.isKept === true) accounts.keep(account, api.kept?.(situation.answer()) ?? [])
  const id = question.isBackground === true ? api.backgroundId?.(situation.answer()) : undefined
  if (id !== undefined) accounts.keepAnswer(id, situation.answer())
}

function planCancel(
  situation: Situation,
  { api, id }: Extract<Situation['route'], { readonly type: 'cancel' }>,
): Plan {
  const { account, accounts } = situation
  const known = accounts.answerOf(account, id)
  if (known !== undefined) known.isCancelled = true
  return planDocument(situation, api.cancelled?.(situation.answer()))
}

/** The events of a streamed answer; undefined when no stream was asked for. */
export function eventsOf(situation: Situation): StreamEvents | undefined {
  const { route, question } = situation
  return route?.type === 'chat' && question.stream ? route.api.stream(situation.answer()) : undefined
}

/** A document that is there at once. */
function planDocument(situation: Situation, document: unknown): Plan {
  const { target, random } = situation
  return {
    delayMs: target.current.latency(random),
    head: { status: 200, headers: { ...headersOf(situation), 'content-type': 'application/json' } },
    pieces: [JSON.stringify(document)],
    then: 'end',
  }
}

/** The list of models, or one of them. */
function planModels(situation: Situation, id: string): Plan {
  const { format, current } = situation.target
  if (id === '') return planDocument(situation, format.models(current.models ?? ['fake']))
  if (current.models?.includes(id) === false) {
    return planError(situation, 'unknown-model', { name: 'model-not-found', model: id })
  }
  return planDocument(situation, format.model(id))
}

function planStream(situation: Situation, api: ChatFormat): Plan {
  const { target, random } = situation
  const { chunkGap, latency } = target.current
  const { preamble, content, ending } = api.stream(situation.answer())
  const [first = '', ...rest] = content
  return {
    delayMs: latency(random),
    head: { status: 200, headers: { ...headersOf(situation), 'content-type': eventStream } },
    pieces: [preamble.join('') + first, ...rest, ending.join('')],
    gapMs: chunkGap === undefined ? undefined : () => chunkGap(random),
    then: 'end',
  }
}

function planWhole(situation: Situation, api: ChatFormat): Plan {
  const { target, random } = situation
  const { chunkGap } = target.current
  const answer = situation.answer()
  const plan = planDocument(situation, api.answer(answer))
  if (chunkGap === undefined) return plan
  let { delayMs } = plan
  const chunks = answer.text.length + answer.reasoning.length + answer.toolCalls.length
  for (let chunk = 1; chunk < chunks; chunk += 1) delayMs += chunkGap(random)
  return { ...plan, delayMs }
}
