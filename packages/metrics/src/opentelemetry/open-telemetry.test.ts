import { createBalancer, failover, type BalancerOptions, type RunOptions } from '@llm-balancer/core'
import { createFakeClock } from '@llm-balancer/core/testing'
import { SpanKind, SpanStatusCode, context, trace, type Meter, type Tracer } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Client, FakeBalancer, drive, readAll, status, type Step } from '../test/scene.ts'
import { openTelemetry } from './index.ts'

const tracing = (): { readonly tracer: Tracer; readonly spans: () => ReadableSpan[] } => {
  const exporter = new InMemorySpanExporter()
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] })
  onTestFinished(() => provider.shutdown())
  return { tracer: provider.getTracer('test'), spans: () => exporter.getFinishedSpans() }
}

const usage = { inputTokens: 100, outputTokens: 40, cacheReadTokens: 10 }

const scene = (a: readonly Step[], options: Partial<BalancerOptions<Client>> = {}) => {
  const clock = createFakeClock()
  const balancer = createBalancer<Client>({
    clock,
    random: () => 0.5,
    strategy: failover(),
    targets: [
      { id: 'a', client: new Client(clock, a), provider: 'mistral', model: 'm-1' },
      { id: 'b', client: new Client(clock, [{ takesMs: 40, usage }]), provider: 'openai', model: 'o-1' },
    ],
    ...options,
  })
  const run = (given: RunOptions = {}) =>
    drive(
      balancer.run((client, attempt) => client.call(attempt), given),
      clock,
    )
  return { clock, balancer, run }
}

describe('spans', () => {
  it('form a tree: the caller, the run, its attempts', async () => {
    const { tracer, spans } = tracing()
    context.setGlobalContextManager(new StackContextManager())
    onTestFinished(() => context.disable())
    const { balancer, run } = scene([{ fail: status(500) }])
    openTelemetry({ tracer }).observe(balancer, { name: 'main' })
    const caller = tracer.startSpan('handler')
    await context.with(trace.setSpan(context.active(), caller), () => run({ tenant: 'acme' }))
    caller.end()
    const [first, second, whole, outer] = spans()
    expect(spans().map(({ name }) => name)).toEqual(['chat m-1', 'chat o-1', 'llm_balancer.run', 'handler'])
    expect([first?.parentSpanContext?.spanId, second?.parentSpanContext?.spanId]).toEqual([
      whole?.spanContext().spanId,
      whole?.spanContext().spanId,
    ])
    expect(whole?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId)
    expect(whole).toMatchObject({
      kind: SpanKind.INTERNAL,
      status: { code: SpanStatusCode.UNSET },
      attributes: {
        ...{ 'llm_balancer.name': 'main', 'llm_balancer.run.id': 1, 'llm_balancer.tenant': 'acme' },
        ...{
          'llm_balancer.run.result': 'succeeded',
          'llm_balancer.run.attempts': 2,
          'llm_balancer.target.id': 'b',
        },
      },
    })
    expect(first).toMatchObject({ kind: SpanKind.CLIENT, status: { code: SpanStatusCode.ERROR } })
    expect(first?.attributes).toEqual({
      ...{
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'mistral_ai',
        'gen_ai.request.model': 'm-1',
      },
      ...{
        'llm_balancer.target.id': 'a',
        'llm_balancer.attempt.number': 1,
        'llm_balancer.attempt.outcome': 'failure',
      },
      ...{ 'error.type': 'server', 'http.response.status_code': 500 },
    })
    expect(second).toMatchObject({ kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET } })
    expect(second?.attributes).toEqual({
      ...{ 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.request.model': 'o-1' },
      ...{
        'llm_balancer.target.id': 'b',
        'llm_balancer.attempt.number': 2,
        'llm_balancer.attempt.outcome': 'success',
      },
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 40,
      'gen_ai.usage.cache_read.input_tokens': 10,
    })
  })

  it('tell a stream, its first content, its waits and its restarts', async () => {
    const { tracer, spans } = tracing()
    const slow = { fail: status(429, { 'retry-after': '1' }) }
    const { balancer, clock } = scene([slow, { firstMs: 30, takesMs: 50, fail: status(500) }], {
      retry: { attemptsPerTarget: 2 },
    })
    openTelemetry({ tracer }).observe(balancer)
    const stream = balancer.stream((client, attempt) => client.stream(attempt), { onInterrupted: 'restart' })
    await drive(readAll(stream), clock)
    expect(spans().map(({ attributes }) => attributes['gen_ai.response.time_to_first_chunk'])).toEqual([
      ...[0, 0.03, 0],
      undefined,
    ])
    expect(
      spans()
        .slice(0, 3)
        .every(({ attributes }) => attributes['gen_ai.request.stream'] === true),
    ).toBe(true)
    expect(spans()[3]?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['wait', { cause: 'retry' }],
      ['restart', { kind: 'rate-limit' }],
      ['restart', { kind: 'server' }],
    ])
  })

  it('say why a run failed, and that a caller who left is no error', async () => {
    const { tracer, spans } = tracing()
    const { balancer, run } = scene([{ fail: status(400) }])
    openTelemetry({ tracer }).observe(balancer)
    await run({ pin: 'a' })
    await run({ signal: AbortSignal.abort() })
    await run({ only: () => false })
    const runs = spans().filter(({ name }) => name === 'llm_balancer.run')
    expect(runs.map((span) => [span.attributes['error.type'], span.status.code])).toEqual([
      ['bad-request', SpanStatusCode.ERROR],
      [undefined, SpanStatusCode.UNSET],
      ['no-target-available', SpanStatusCode.ERROR],
    ])
    expect(spans()[0]?.attributes).toMatchObject({
      'llm_balancer.attempt.outcome': 'neutral',
      'error.type': 'bad-request',
    })
  })

  it('name what the caller says that it does, and read a changed target anew', async () => {
    const { tracer, spans } = tracing()
    const { balancer, run } = scene([])
    openTelemetry({ tracer }).observe(balancer)
    await run({ operation: 'embeddings' })
    balancer.updateTarget('a', { model: 'm-2' })
    await run()
    expect(spans().map(({ name }) => name)).toEqual([
      'embeddings',
      'llm_balancer.run',
      'chat m-2',
      'llm_balancer.run',
    ])
  })

  it('end when the balancer is no longer observed', async () => {
    const { tracer, spans } = tracing()
    const { balancer, clock } = scene([{ takesMs: 1000 }])
    const stop = openTelemetry({ tracer }).observe(balancer)
    const running = balancer.run((client, attempt) => client.call(attempt))
    await clock.settle()
    stop()
    expect(spans().map(({ name }) => name)).toEqual(['chat m-1', 'llm_balancer.run'])
    await drive(running, clock)
    expect(spans()).toHaveLength(2)
  })

  it('wait for an attempt that was beaten by a hedge', () => {
    const { tracer, spans } = tracing()
    const balancer = new FakeBalancer()
    openTelemetry({ tracer }).observe(balancer)
    const event = { at: 0, runId: 1 }
    balancer.emit({ ...event, type: 'run-started', streaming: false })
    balancer.emit({ ...event, type: 'attempt-started', targetId: 'a', attempt: 1 })
    balancer.emit({ ...event, type: 'attempt-started', targetId: 'b', attempt: 2, hedge: true })
    const outcome = { type: 'success', durationMs: 5, costMicroUsd: 1500 } as const
    balancer.emit({ ...event, type: 'attempt-succeeded', targetId: 'b', attempt: 2, hedge: true, outcome })
    balancer.emit({ ...event, type: 'run-succeeded', targetId: 'b', attempts: 2, durationMs: 5 })
    const beaten = { type: 'neutral', durationMs: 6, beaten: true } as const
    balancer.emit({ ...event, type: 'attempt-neutral', targetId: 'a', attempt: 1, outcome: beaten })
    expect(spans().map(({ name, attributes }) => [name, attributes['llm_balancer.attempt.outcome']])).toEqual(
      [
        ['chat', 'success'],
        ['llm_balancer.run', undefined],
        ['chat', 'neutral'],
      ],
    )
    expect(spans()[0]?.attributes).toMatchObject({
      ...{ 'llm_balancer.attempt.hedge': true, 'llm_balancer.attempt.cost_usd': 0.0015 },
      'gen_ai.provider.name': 'unknown',
    })
  })
})

describe('metrics for a meter', () => {
  const metering = (): { readonly meter: Meter; readonly read: () => Promise<Record<string, unknown[]>> } => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e8 })
    const provider = new MeterProvider({ readers: [reader] })
    onTestFinished(() => provider.shutdown())
    return {
      meter: provider.getMeter('test'),
      async read() {
        await reader.forceFlush()
        const metrics = exporter
          .getMetrics()
          .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((one) => one.metrics))
        return Object.fromEntries(
          metrics.map(({ descriptor, dataPoints }) => [
            `${descriptor.name} ${descriptor.unit}`,
            dataPoints.map(({ attributes, value }) => [
              attributes,
              typeof value === 'number' ? value : [value.count, value.sum],
            ]),
          ]),
        )
      },
    }
  }
  const mistral = { 'gen_ai.provider.name': 'mistral_ai', 'llm_balancer.target.id': 'a' }
  const chat = { 'gen_ai.operation.name': 'chat' }

  it('are those of the conventions, with tokens for each attempt', async () => {
    const { meter, read } = metering()
    const { balancer, clock, run } = scene([
      { takesMs: 200, usage },
      { takesMs: 100, fail: status(500) },
      { firstMs: 250, takesMs: 500, usage },
    ])
    openTelemetry({ meter }).observe(balancer, { name: 'main' })
    await run()
    await run()
    await drive(readAll(balancer.stream((client, attempt) => client.stream(attempt))), clock)
    const found = await read()
    const a = { ...chat, ...mistral, 'gen_ai.request.model': 'm-1' }
    const b = {
      ...chat,
      'gen_ai.provider.name': 'openai',
      'llm_balancer.target.id': 'b',
      'gen_ai.request.model': 'o-1',
    }
    const counted = { 'gen_ai.token.modality': 'unknown' }
    expect(found).toEqual({
      'llm_balancer.run.duration s': [
        [{ 'llm_balancer.name': 'main', 'llm_balancer.run.result': 'succeeded' }, [3, expect.closeTo(0.84)]],
      ],
      'gen_ai.client.inference.duration s': [
        [a, [2, 0.7]],
        [{ ...a, 'error.type': 'server' }, [1, 0.1]],
        [b, [1, 0.04]],
      ],
      'gen_ai.client.inference.time_to_first_chunk s': [[a, [1, 0.25]]],
      'gen_ai.client.inference.operation.input_tokens {token}': [
        [a, [2, 200]],
        [b, [1, 100]],
      ],
      'gen_ai.client.inference.operation.output_tokens {token}': [
        [a, [2, 80]],
        [b, [1, 40]],
      ],
      'gen_ai.client.inference.usage.input_tokens {token}': [
        [{ ...a, ...counted }, 200],
        [{ ...b, ...counted }, 100],
      ],
      'gen_ai.client.inference.usage.output_tokens {token}': [
        [{ ...a, ...counted }, 80],
        [{ ...b, ...counted }, 40],
      ],
      'gen_ai.client.inference.usage.cache_read.input_tokens {token}': [
        [{ ...a, ...counted }, 20],
        [{ ...b, ...counted }, 10],
      ],
    })
  })

  it('are others for embeddings', async () => {
    const { meter, read } = metering()
    const { balancer, run } = scene([{ takesMs: 200, usage: { inputTokens: 7 } }])
    openTelemetry({ meter }).observe(balancer)
    await run({ operation: 'embeddings' })
    const found = await read()
    const attributes = { 'gen_ai.operation.name': 'embeddings', ...mistral }
    expect(found).toMatchObject({
      'gen_ai.client.embeddings.duration s': [[attributes, [1, 0.2]]],
      'gen_ai.client.embeddings.operation.input_tokens {token}': [[attributes, [1, 7]]],
    })
    expect(Object.keys(found)).toHaveLength(3)
  })
})

describe('openTelemetry', () => {
  it('needs a tracer or a meter, and refuses what is neither', () => {
    expect(() => openTelemetry({})).toThrow('openTelemetry: give a "tracer", a "meter", or both')
    expect(() => openTelemetry({ tracer: {} as Tracer })).toThrow(
      'openTelemetry: "tracer.startSpan" must be a function',
    )
    expect(() => openTelemetry({ meter: {} as Meter })).toThrow('openTelemetry: "meter.createHistogram"')
  })

  it('changes no run when the tracer fails', async () => {
    const tracer = {
      startSpan: () => {
        throw new Error('no spans today')
      },
    } as unknown as Tracer
    const { balancer, run } = scene([])
    const failures: string[] = []
    balancer.on('listener-failed', ({ event }) => failures.push(event))
    openTelemetry({ tracer }).observe(balancer)
    expect(await run()).toBe('answer')
    expect(failures).toEqual(['run-started'])
  })
})
