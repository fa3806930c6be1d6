import { createBalancer, failover } from '@llm-balancer/core'
import type { AttemptRecord } from '@llm-balancer/core'
import { createFakeClock, statusError } from '@llm-balancer/core/testing'
import type { FakeClock } from '@llm-balancer/core/testing'
import { sleep } from '@llm-balancer/core/time'
import { Chart, secondsAxis } from './chart.ts'
import type { Color } from './chart.ts'

type Chunks = (clock: FakeClock, signal: AbortSignal) => AsyncGenerator<string>

async function* hang(clock: FakeClock, signal: AbortSignal): AsyncGenerator<string> {
  await sleep(60_000, { clock, signal })
  yield 'never'
}

async function* refuse(clock: FakeClock, signal: AbortSignal): AsyncGenerator<string> {
  await sleep(300, { clock, signal })
  throw statusError(429, { headers: { 'retry-after': '20' } })
  yield 'never'
}

async function* answer(clock: FakeClock, signal: AbortSignal): AsyncGenerator<string> {
  await sleep(500, { clock, signal })
  for (const word of ['one ', 'two ', 'three ', 'four ', 'five ', 'six']) {
    yield word
    await sleep(300, { clock, signal })
  }
}

type Played = {
  readonly attempts: readonly AttemptRecord[]
  readonly contentAt: readonly number[]
  readonly endedAt: number
}

const deadlineMs = 6000

/** One stream over three targets: one hangs, one refuses, one answers. */
const play = async (): Promise<Played> => {
  const clock = createFakeClock(0)
  const balancer = createBalancer<Chunks>({
    clock,
    random: () => 0.5,
    strategy: failover(),
    timeouts: { firstContentMs: 1500 },
    targets: [
      { id: 'a', client: hang },
      { id: 'b', client: refuse },
      { id: 'c', client: answer },
    ],
  })
  const stream = balancer.stream((open, { signal }) => open(clock, signal), { deadlineMs, explain: true })
  const contentAt: number[] = []
  const reading = (async () => {
    for await (const _word of stream) contentAt.push(clock.now())
    return clock.now()
  })()
  await clock.advance(deadlineMs)
  const endedAt = await reading
  await balancer.close()
  return { attempts: stream.attempts, contentAt, endedAt }
}

const meaning: Readonly<Record<string, { readonly color: Color; readonly text: string }>> = {
  timeout: { color: 'd', text: 'no content within firstContentMs: timeout, the call is ended' },
  'rate-limit': { color: 'b', text: '429, Retry-After 20 s: cools down' },
  success: { color: 'c', text: 'serves' },
}

/** One run with three attempts on a time axis. */
export const drawTimeline = async (): Promise<string> => {
  const { attempts, contentAt, endedAt } = await play()
  const rows = attempts.length
  const chart = new Chart({
    title: 'One run with three attempts',
    description:
      'Target a hangs and is given up after 1.5 s, b refuses with a 429 after 0.3 s, c answers; all within the deadline of the run',
    height: 230,
    left: 72,
    x: secondsAxis(deadlineMs, 1),
    y: {
      from: rows + 0.6,
      to: -0.7,
      marks: [
        { at: 0, text: 'run' },
        ...attempts.map(({ targetId }, row) => ({ at: row + 1, text: targetId })),
      ],
    },
  })
  chart.bar({ from: 0, to: endedAt, y: 0, color: 'a' })
  chart.note('deadlineMs', { x: deadlineMs, y: 0, dx: -4, anchor: 'end' })
  attempts.forEach(({ startedAt, outcome }, index) => {
    const row = index + 1
    const word = outcome?.type === 'failure' ? outcome.kind : 'success'
    const { color, text } = meaning[word] ?? { color: 'ink', text: word }
    const end = startedAt + (outcome?.durationMs ?? 0)
    chart.bar({ from: startedAt, to: end, y: row, color })
    chart.note(text, { x: end, y: row, dx: 8 })
  })
  for (const at of contentAt) chart.dot(at, rows, 'ink')
  chart.legend('the run', 'a')
  chart.legend('timeout', 'd')
  chart.legend('refused', 'b')
  chart.legend('serves; dots: content that the caller gets', 'c')
  return String(chart)
}
