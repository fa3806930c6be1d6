import { isErrorName, type NamedFault, type StatusFault, type TransportFaultName } from './fault.ts'
import { errorNameOf } from './formats/error-table.ts'
import type { WireError } from './formats/wire-format.ts'
import { eventsOf, eventStream, planAnswer } from './plan-answer.ts'
import { planError } from './plan-error.ts'
import type { Plan } from './plan.ts'
import type { Situation } from './situation.ts'

const defaultRetryAfterMs = 1_000
const defaultGapMs = 1_000
const defaultStartMs = 10_000
/** Pieces a slowly dripping whole answer comes in. */
const drips = 8
/** Characters an event loses at its end when it has to be invalid JSON. */
const damage = 3

const gatewayPage =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n'

/** The response of a fault to this request. */
export function planFault(fault: NamedFault | StatusFault, situation: Situation): Plan {
  if ('status' in fault) return planStatus(fault, situation)
  const { fault: name, message } = fault
  if (!isErrorName(name)) return { ...transport[name](fault, situation), fault: name }
  const retryAfterMs = fault.retryAfterMs ?? (name === 'rate-limit' ? defaultRetryAfterMs : undefined)
  return planError(situation, name, { name, message, retryAfterMs })
}

function planStatus({ status, body, headers, retryAfterMs }: StatusFault, situation: Situation): Plan {
  const name = errorNameOf(status)
  const plan = planError(situation, `status ${status}`, { name, status, retryAfterMs })
  return {
    ...plan,
    head: { status, headers: { ...plan.head?.headers, ...lowerCased(headers ?? {}) } },
    pieces: body === undefined ? plan.pieces : [body],
  }
}

type Transport = (fault: NamedFault, situation: Situation) => Plan

const transport: Readonly<Record<TransportFaultName, Transport>> = {
  refuse: () => ({ delayMs: 0, pieces: [], then: 'reset' }),
  'cut-before-headers': (_, situation) => ({ delayMs: latency(situation), pieces: [], then: 'reset' }),
  'hang-before-headers': ({ forMs }) => ({ delayMs: 0, pieces: [], then: 'hang', hangMs: forMs }),
  'hang-in-body': (fault, situation) => ({ ...begun(fault, situation), then: 'hang', hangMs: fault.forMs }),
  'cut-in-body': (fault, situation) => ({ ...begun(fault, situation), then: 'close' }),
  truncate: (fault, situation) => ({ ...begun(fault, situation), then: 'end' }),
  'no-terminator': noTerminator,
  'error-in-body': errorInBody,
  'broken-event': brokenEvent,
  'slow-start': slowStart,
  'slow-drip': slowDrip,
  html: (_, situation) => bodyOnly(situation, { status: 502, type: 'text/html', body: gatewayPage }),
  'invalid-json': invalidJson,
  empty: (_, situation) => bodyOnly(situation, { status: 200, type: okType(situation), body: '' }),
}

/** The answer's beginning: some of a stream's chunks, or half of a whole answer's bytes. */
function begun({ afterChunks }: NamedFault, situation: Situation): Plan {
  const plan = planAnswer(situation)
  const events = eventsOf(situation)
  if (events === undefined) {
    const body = plan.pieces.join('')
    return { ...plan, pieces: [body.slice(0, Math.floor(body.length / 2))] }
  }
  const { preamble, content } = events
  const chunks = content.slice(0, afterChunks ?? Math.ceil(content.length / 2))
  return { ...plan, pieces: [preamble.join(''), ...chunks] }
}

function noTerminator(fault: NamedFault, situation: Situation): Plan {
  const events = eventsOf(situation)
  if (events === undefined) return transport.truncate(fault, situation)
  const pieces = [...events.preamble, ...events.content, ...events.ending]
  return { ...planAnswer(situation), pieces: pieces.slice(0, -1) }
}

function brokenEvent(fault: NamedFault, situation: Situation): Plan {
  const events = eventsOf(situation)
  if (events === undefined) return invalidJson(fault, situation)
  const { preamble, content, ending } = events
  const place = fault.afterChunks ?? Math.ceil(content.length / 2)
  const pieces = content.map((event, index) => (index === place ? broken(event) : event))
  return { ...planAnswer(situation), pieces: [preamble.join(''), ...pieces, ending.join('')] }
}

function slowStart({ forMs = defaultStartMs }: NamedFault, situation: Situation): Plan {
  const plan = planAnswer(situation)
  const { gapMs = () => 0 } = plan
  let piece = 0
  return { ...plan, pieces: ['', ...plan.pieces], gapMs: () => (piece++ === 0 ? forMs : gapMs()) }
}

function broken(event: string): string {
  return `${event.trimEnd().slice(0, -damage)}\n\n`
}

function errorInBody(fault: NamedFault, situation: Situation): Plan {
  const { target, route, question } = situation
  const error: WireError = { name: 'server', message: fault.message, model: question.model }
  if (route?.type !== 'chat' || !question.stream) {
    return bodyOnly(situation, {
      status: 200,
      type: 'application/json',
      body: JSON.stringify(target.format.error(error).body),
    })
  }
  const plan = begun(fault, situation)
  return { ...plan, pieces: [...plan.pieces, route.api.errorEvent(error)] }
}

function slowDrip({ gapMs = defaultGapMs }: NamedFault, situation: Situation): Plan {
  const plan = planAnswer(situation)
  const pieces = situation.question.stream ? plan.pieces : cut(plan.pieces.join(''), drips)
  return { ...plan, pieces, gapMs: () => gapMs }
}

function invalidJson(fault: NamedFault, situation: Situation): Plan {
  const events = eventsOf(situation)
  if (events === undefined) {
    return bodyOnly(situation, {
      status: 200,
      type: 'application/json',
      body: '{"id": "fake", "choices": [}',
    })
  }
  const { content, ending } = events
  const plan = begun(fault, situation)
  const next = content[plan.pieces.length - 1] ?? ending[0] ?? ''
  return { ...plan, pieces: [...plan.pieces, broken(next)] }
}

function bodyOnly(situation: Situation, answer: { status: number; type: string; body: string }): Plan {
  const headers = { date: new Date(situation.now).toUTCString(), 'content-type': answer.type }
  return {
    delayMs: latency(situation),
    head: { status: answer.status, headers },
    pieces: [answer.body],
    then: 'end',
  }
}

function okType({ question }: Situation): string {
  return question.stream ? eventStream : 'application/json'
}

function latency({ target, random }: Situation): number {
  return target.current.latency(random)
}

function cut(text: string, pieces: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / pieces))
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  )
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
