import { inspect } from 'node:util'
import { trace } from '@opentelemetry/api'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { expect, it, onTestFinished } from 'vitest'
import { createMetrics, logEvents, prometheusExporter, recentRuns } from './index.ts'
import { openTelemetry } from './opentelemetry/index.ts'
import { readAll, setScene } from './test/scene.ts'

const secret = 'sk-planted-secret-0123456789'

/** Everything that a log could show of a value, private details included. */
const shown = (value: unknown): string => inspect(value, { depth: Infinity, showHidden: true })

/** An error as clients throw it, with the request's headers and body in it. */
const leakyError = (status: number): Error =>
  Object.assign(new Error(`${String(status)} for ${secret}`), {
    status,
    headers: { 'x-request-key': secret, 'retry-after': '1' },
    config: { headers: { authorization: `Bearer ${secret}` }, data: secret },
    cause: new Error(secret),
  })

it('no key, prompt or message of an error is in anything that observes', async () => {
  const { balancer, clock, call, drive } = setScene(
    {
      a: [{ fail: leakyError(429) }, { fail: leakyError(500) }, { fail: leakyError(401) }],
      b: [
        { fail: leakyError(503) },
        { fail: leakyError(400) },
        { firstMs: 5, takesMs: 9, fail: leakyError(500) },
      ],
    },
    {
      classify: () => {
        throw new Error(secret)
      },
    },
  )
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  onTestFinished(async () => {
    await provider.shutdown()
    trace.disable()
  })
  const lines: unknown[] = []
  const write = (...line: unknown[]): void => void lines.push(line)
  const logger = { info: write, warn: write, error: write, child: () => logger }
  const metrics = createMetrics({ clock, maxTenants: 5 })
  const runs = recentRuns()
  const observers = [metrics, runs, logEvents(logger), openTelemetry({ tracer: provider.getTracer('test') })]
  for (const observer of observers) observer.observe(balancer)
  const operation = (...[client, attempt]: Parameters<typeof call>) => {
    attempt.report({
      usage: { inputTokens: secret as unknown as number },
      headers: { authorization: secret },
    })
    return call(client, attempt)
  }
  for (let run = 0; run < 4; run += 1) await drive(balancer.run(operation, { affinityKey: secret }))
  const stream = balancer.stream((client, attempt) => client.stream(attempt))
  await drive(readAll(stream))
  expect(lines.length).toBeGreaterThan(3)
  expect(exporter.getFinishedSpans().length).toBeGreaterThan(8)
  const spans = exporter
    .getFinishedSpans()
    .map(({ name, attributes, events, status }) => ({ name, attributes, events, status }))
  const found = [
    ...[metrics, metrics.snapshot(), metrics.exportState(), prometheusExporter(metrics).text()],
    ...[runs, runs.list(), runs.list().map(({ runId }) => runs.explain(runId))],
    ...[lines, spans, observers],
  ]
  for (const value of found) expect(shown(value)).not.toContain(secret)
})

it('no secret in the wrong place is in the error that refuses it', () => {
  const refused: (() => unknown)[] = [
    () => createMetrics({ maxTenants: secret } as never),
    () => createMetrics({ initialState: { version: 1, balancers: [{ name: { key: secret } }] } } as never),
    () => createMetrics({ clock: { key: secret } } as never),
    () => recentRuns({ size: [secret] } as never),
    () => logEvents({ info: secret } as never),
    () => prometheusExporter({ snapshot: secret } as never),
    () => openTelemetry({ tracer: { key: secret } } as never),
    () => createMetrics().observe({ on: secret } as never),
  ]
  for (const refuse of refused) {
    let thrown: unknown
    try {
      refuse()
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(Error)
    expect(shown(thrown)).not.toContain(secret)
  }
})
