import { systemClock } from '@llm-balancer/core/time'
import { modelCatalogue } from '@llm-balancer/cost/models'
import { createLLMBalancer, providersFromEnv, type Fetch } from 'llm-balancer'
import { reportOf } from './build-report.ts'
import { HealthMeter } from './process-health.ts'
import type { Report } from './report.ts'
import { Tally, type RunVerdict } from './tally.ts'
import type { Output } from './view/output.ts'

/** Settings of {@link runLive}. */
export type LiveOptions = {
  /** Where the keys are. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  /** Where answers are written; nowhere when undefined. */
  readonly log: Output | undefined
  /** @default the platform's */
  readonly fetch?: Fetch | undefined
}

const questions = [
  'Say hello in French.',
  'Name one prime number.',
  'Which colour is the sky?',
  'What is 6 × 7?',
]
const system = 'Answer in three words at most.'
const maxTokens = 300
const longestShown = 60

/** Asks the real vendors a few short questions, chats and streams in turn. Undefined without a key. */
export async function runLive(options: LiveOptions): Promise<Report | undefined> {
  const { environment, signal, log, fetch } = options
  const providers = providersFromEnv(environment)
  if (providers.length === 0) return undefined
  const llm = createLLMBalancer({
    providers,
    strategy: 'round-robin',
    catalogue: modelCatalogue,
    ...(fetch === undefined ? {} : { fetch }),
  })
  const [tally, health, begunAt] = [new Tally(), new HealthMeter(), systemClock.now()]
  const end = tally.watch(llm)
  const ask = async (run: number, prompt: string): Promise<RunVerdict> => {
    const kind = run % 2 === 1 ? 'chat' : 'stream'
    const verdict = { run, kind, mixed: false, restarts: 0 } as const
    try {
      const request = { prompt, system, maxTokens }
      const { content, provider, model } =
        kind === 'chat'
          ? await llm.request(request, { signal })
          : await readAll(llm.request({ ...request, stream: true }, { signal }))
      log?.write(
        `${kind.padEnd(6)} ${provider} (${model}): ${content.replace(/\s+/g, ' ').slice(0, longestShown)}\n`,
      )
      return { ...verdict, result: 'succeeded' }
    } catch (error) {
      if (signal.aborted) return { ...verdict, result: 'cancelled' }
      return { ...verdict, result: 'lost', reason: error instanceof Error ? error.message : String(error) }
    }
  }
  try {
    for (const [index, question] of questions.entries()) {
      if (!signal.aborted) await tally.record(ask(index + 1, question))
    }
    await llm.close()
    const elapsedMs = systemClock.now() - begunAt
    return reportOf({
      ...{ tally, durationMs: elapsedMs, elapsedMs, seed: 0, process: health.read(elapsedMs) },
      ...{ snapshot: llm.snapshot(), phases: [], vendorOf: (name) => name },
    })
  } finally {
    end()
    health.stop()
  }
}

async function readAll<Response>(
  stream: AsyncIterable<string> & { readonly response: Promise<Response> },
): Promise<Response> {
  for await (const _ of stream);
  return stream.response
}
