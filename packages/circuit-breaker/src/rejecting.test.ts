import { CircuitOpenError } from '@llm-balancer/core'
import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { rejects, setDueScene, setScene } from './test/scene.ts'

describe.each(engines)('the error of a rejected call, on $engine', ({ create }) => {
  it('says that the circuit is open, and for how long', async () => {
    const { breaker, clock, end } = setScene(create, { label: 'vendor' })
    end('failure', 3)
    await clock.advance(250)
    const error = await rejects(breaker.execute(() => 1))
    expect(error).toBeInstanceOf(CircuitOpenError)
    expect(error).toMatchObject({
      message: 'vendor: circuit is open, retry in 750 ms',
      code: 'circuit-open',
      retryAfterMs: 750,
    })
  })

  it('says that the circuit is being probed, and when the probe has answered or is given up', async () => {
    const options = { label: 'vendor', probeLeaseMs: 5000 }
    const { breaker, clock, permit } = await setDueScene(create, options)
    permit()
    await clock.advance(40)
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({
      message: 'vendor: circuit is being probed, retry in 60 ms',
      retryAfterMs: 60,
    })
    await clock.advance(60)
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({ retryAfterMs: 4900 })
  })

  it('rounds the time in its message up, and keeps it exact as a number', async () => {
    const { breaker, clock, end } = setScene(create, { label: 'vendor' })
    end('failure', 3)
    await clock.advance(250.75)
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({
      message: 'vendor: circuit is open, retry in 750 ms',
      retryAfterMs: 749.25,
    })
  })

  it('names no time while a probe without any time limit is running', async () => {
    const { breaker, permit } = await setDueScene(create, {
      label: 'vendor',
      timeoutMs: 0,
      probeLeaseMs: Infinity,
    })
    permit()
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({
      message: 'vendor: circuit is being probed',
      retryAfterMs: Infinity,
    })
  })

  it('says that the circuit is isolated, and that waiting does not help', async () => {
    const { breaker } = setScene(create, { label: 'vendor' })
    breaker.isolate()
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({
      message: 'vendor: circuit is isolated until it is reset by hand',
      retryAfterMs: Infinity,
    })
  })

  it('begins with "circuit-breaker" without a label', async () => {
    const { breaker, end } = setScene(create, { label: undefined as never })
    end('failure', 3)
    expect(await rejects(breaker.execute(() => 1))).toMatchObject({
      message: expect.stringMatching(/^circuit-breaker: /) as string,
    })
  })
})
