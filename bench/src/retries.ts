import { retry } from '@llm-balancer/retry'
import pRetry from 'p-retry'
import { report, type Measurement } from './measure.ts'

const rounds = 31
const calls = 4000

/** The same work under both, as pairs of names and calls. */
type Pair = readonly [title: string, rival: () => Promise<unknown>, ours: () => Promise<unknown>]

/** What retries cost, in CPU time of the process, measured in turn against p-retry. Goal: ≤ 3 × p-retry. */
export async function benchRetries(): Promise<void> {
  const { signal } = new AbortController()
  const answer = (): Promise<string> => Promise.resolve('answer')
  const failure = Object.assign(new Error('busy'), { status: 503 })
  const failingOnce = (attempt: number): Promise<string> =>
    attempt === 1 ? Promise.reject(failure) : Promise.resolve('answer')
  const noWait = { backoff: () => 0 }
  const pairs: readonly Pair[] = [
    ['first attempt succeeds', () => pRetry(answer), () => retry(answer)],
    [
      'first attempt succeeds, five options',
      () => pRetry(answer, { retries: 2, factor: 2, minTimeout: 500, maxTimeout: 8000, randomize: true }),
      () =>
        retry(answer, { maxAttempts: 3, backoff: { baseMs: 500, maxMs: 8000, factor: 2, jitter: 'full' } }),
    ],
    [
      'first attempt succeeds, with a signal',
      () => pRetry(answer, { signal }),
      () => retry(answer, { signal }),
    ],
    [
      'one failure, no wait',
      () => pRetry(failingOnce, { minTimeout: 0 }),
      () => retry(({ attempt }) => failingOnce(attempt), noWait),
    ],
    [
      'one failure, no wait, with a signal that is read',
      () => pRetry(failingOnce, { minTimeout: 0, signal }),
      () =>
        retry(({ attempt, signal: own }) => failingOnce(own.aborted ? 0 : attempt), { ...noWait, signal }),
    ],
  ]
  for (const [title, rival, ours] of pairs) report(`retry: ${title}`, await measureInTurn(rival, ours))
}

/** CPU time per call: rounds of both in turn, so that whatever slows the machine down slows both down; the medians. */
async function measureInTurn(
  rival: () => Promise<unknown>,
  ours: () => Promise<unknown>,
): Promise<Measurement[]> {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1) {
    times[0].push(await cpuPerCall(rival))
    times[1].push(await cpuPerCall(ours))
  }
  return times.map((each, place) => ({
    name: place === 0 ? 'p-retry' : '@llm-balancer/retry',
    nanosecondsPerCall: each.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0,
  }))
}

async function cpuPerCall(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  for (let call = 0; call < calls; call += 1) await work()
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1000) / calls
}
