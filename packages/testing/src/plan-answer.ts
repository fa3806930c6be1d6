import type { Plan } from './plan.ts'
import { headersOf, type Situation } from './situation.ts'

/** The content type of a stream of server-sent events. */
export const eventStream = 'text/event-stream; charset=utf-8'

/** A normal answer, whole or as a stream. */
export function planAnswer(situation: Situation): Plan {
  return situation.question.stream ? planStream(situation) : planWhole(situation)
}

/** The list of models. */
export function planModels(situation: Situation): Plan {
  const { target, random } = situation
  return {
    delayMs: target.current.latency(random),
    head: { status: 200, headers: { ...headersOf(situation), 'content-type': 'application/json' } },
    pieces: [JSON.stringify(target.format.models(target.current.models ?? ['fake']))],
    then: 'end',
  }
}

function planStream(situation: Situation): Plan {
  const { target, random } = situation
  const { chunkGap, latency } = target.current
  const { preamble, content, ending } = target.format.stream(situation.answer())
  const [first = '', ...rest] = content
  return {
    delayMs: latency(random),
    head: { status: 200, headers: { ...headersOf(situation), 'content-type': eventStream } },
    pieces: [preamble.join('') + first, ...rest, ending.join('')],
    gapMs: chunkGap === undefined ? undefined : () => chunkGap(random),
    then: 'end',
  }
}

function planWhole(situation: Situation): Plan {
  const { target, random } = situation
  const { chunkGap, latency } = target.current
  const answer = situation.answer()
  let delayMs = latency(random)
  if (chunkGap !== undefined) {
    const chunks = answer.text.length + answer.reasoning.length + answer.toolCalls.length
    for (let chunk = 1; chunk < chunks; chunk += 1) delayMs += chunkGap(random)
  }
  return {
    delayMs,
    head: { status: 200, headers: { ...headersOf(situation), 'content-type': 'application/json' } },
    pieces: [JSON.stringify(target.format.answer(answer))],
    then: 'end',
  }
}
