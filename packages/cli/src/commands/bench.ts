import { driveLoad, type Load } from '../bench/drive-load.ts'
import { failuresOf, summariseCalls } from '../bench/summarise-calls.ts'
import { exitCodes, type ExitCode } from '../exit-codes.ts'
import { wholeNumber, withConfig, withExamples, withJson, type SourceOptions } from '../options.ts'
import type { AddCommand, Session } from '../session.ts'
import { useBalancer } from '../use-balancer.ts'

type BenchOptions = SourceOptions & Load

/** The widest bar. */
const barLength = 24

/** `bench`: drives a load, and prints how fast each target was. */
export const addBench: AddCommand = (program, perform) => {
  const command = program
    .command('bench')
    .description('make many requests, which cost tokens, and print how fast each target was')
    .option('-n, --requests <number>', 'how many in all', wholeNumber(100_000), 20)
    .option('--concurrency <number>', 'how many at a time', wholeNumber(1000), 4)
    .option('-p, --prompt <text>', 'what is asked', 'Count to ten.')
    .action((options: BenchOptions) => perform(options, (session) => bench(session, options)))
  withExamples(
    withJson(withConfig(command)),
    'llm-balancer bench --requests 50 --concurrency 10',
    'llm-balancer bench --config llm-balancer.yaml --json > bench.json',
  )
}

async function bench(session: Session, options: BenchOptions): Promise<ExitCode> {
  const { output, context } = session
  return useBalancer(session, options.config, async (llm) => {
    const { requests } = options
    const columns = context.stderr.columns ?? 80
    output.progress(barOf(0, requests, columns))
    const onCall = (ended: number): void => {
      output.progress(barOf(ended, requests, columns))
    }
    const calls = await driveLoad(llm, options, { context, onCall }).finally(() => {
      output.progress('')
    })
    const summary = summariseCalls(calls)
    const failures = failuresOf(calls)
    output.table(
      ['target', 'served', 'first content p50', 'p95', 'whole answer, mean'],
      summary.map(({ target, served, p50Ms, p95Ms, meanTotalMs }) => [
        target,
        String(served),
        ...[p50Ms, p95Ms, meanTotalMs].map((ms) => (ms === undefined ? '' : `${String(ms)} ms`)),
      ]),
    )
    for (const [code, count] of Object.entries(failures)) output.line(`failed: ${String(count)} ${code}`)
    const isWhole = Object.keys(failures).length === 0
    output.json({ ok: isWhole, requests, targets: summary, failures })
    return isWhole ? exitCodes.ok : exitCodes.failed
  })
}

function barOf(ended: number, all: number, columns: number): string {
  const count = ` ${String(ended)}/${String(all)}`
  const length = Math.max(0, Math.min(barLength, columns - 5 - 2 * String(all).length))
  const filled = Math.round((ended / all) * length)
  return `[${'#'.repeat(filled)}${' '.repeat(length - filled)}]${count}`
}
