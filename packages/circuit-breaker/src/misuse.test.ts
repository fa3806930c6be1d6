import { describe, expect, it } from 'vitest'
import { engines } from './test/engines.ts'
import { rejects, setDueScene, setScene } from './test/scene.ts'
import { chunks, readAll } from './test/streams.ts'

describe.each(engines)('misuse of a breaker, on $engine', ({ create }) => {
  it.each<[unknown, unknown, string]>([
    ['x', undefined, '"work" must be a function, got a string'],
    [undefined, undefined, '"work" must be a function, got undefined'],
    [Promise.resolve(1), undefined, '"work" must be a function, got an object'],
    [
      () => 1,
      { sinal: undefined },
      'unknown option "sinal", did you mean "signal"? known options are signal',
    ],
    [() => 1, { signal: new AbortController() }, '"signal" must be an AbortSignal, got an object'],
    [() => 1, { signal: null }, '"signal" must be an AbortSignal, got null'],
    [() => 1, null, 'options must be an object, got null'],
    [() => 1, [], 'options must be an object, got an array'],
  ])('rejects execute(%s, %s) and says why', async (work, options, message) => {
    const { breaker } = await setDueScene(create)
    const error = await rejects(breaker.execute(work as never, options as never))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ message: `circuit breaker: ${message}` })
    expect(breaker.state).toBe('open')
  })

  it.each<[unknown, unknown, string]>([
    [chunks('a'), undefined, '"open" must be a function, got an object'],
    [() => chunks('a'), { isfinal: () => true }, 'unknown option "isfinal", did you mean "isFinal"?'],
    [() => chunks('a'), { idleTimeout: 5 }, 'unknown option "idleTimeout", did you mean "idleTimeoutMs"?'],
    [() => chunks('a'), { idleTimeoutMs: -1 }, '"idleTimeoutMs" must be within [0, ∞), got -1'],
    [() => chunks('a'), { isFinal: '[DONE]' }, '"isFinal" must be a function, got a string'],
    [() => chunks('a'), { signal: 'signal' }, '"signal" must be an AbortSignal, got a string'],
  ])('refuses executeStream(%s, %s) at once and says why', async (open, options, message) => {
    const { breaker } = await setDueScene(create)
    expect(() => breaker.executeStream(open as never, options as never)).toThrow(
      `circuit breaker: ${message}`,
    )
    expect(breaker.state).toBe('open')
  })

  it('takes a signal of another implementation, and options with nothing in them', async () => {
    const { breaker } = setScene(create)
    const { signal } = new AbortController()
    const foreign = {
      aborted: false,
      reason: undefined,
      throwIfAborted: () => undefined,
      addEventListener: signal.addEventListener.bind(signal),
      removeEventListener: signal.removeEventListener.bind(signal),
    }
    expect(await breaker.execute(() => 1, { signal: foreign as never })).toBe(1)
    expect(await breaker.execute(() => 2, {})).toBe(2)
    expect(await breaker.execute(() => 3, { signal: undefined })).toBe(3)
  })

  it('names what is no stream', async () => {
    const { breaker } = setScene(create, { label: 'vendor', failureThreshold: 1 })
    const error = await rejects(readAll(breaker.executeStream(() => 'text' as never)))
    expect(error).toMatchObject({ message: 'vendor: a stream must give an async iterable, got a string' })
    expect(breaker.state).toBe('closed')
  })

  it.each<[unknown, string]>([
    ['open', 'there is no event "open", did you mean "opened"?'],
    ['close', 'there is no event "close", did you mean "closed"?'],
    ['halfOpen', 'there is no event "halfOpen", did you mean "half-opened"?'],
    ['half-open', 'there is no event "half-open", did you mean "half-opened"?'],
    ['break', 'there is no event "break", did you mean "opened"?'],
    ['reset', 'there is no event "reset", did you mean "closed"?'],
    ['isolate', 'there is no event "isolate", did you mean "isolated"?'],
    ['stateChange', 'there is no event "stateChange", did you mean "*"?'],
    ['openend', 'there is no event "openend", did you mean "opened"?'],
    [
      'rain',
      'there is no event "rain"; events are opened, half-opened, closed, isolated, listener-failed, *',
    ],
    ['a b', 'there is no event a string of 3 characters; events are'],
    [undefined, 'there is no event undefined; events are'],
  ])('refuses to listen to %s', (type, message) => {
    const { breaker } = setScene(create)
    expect(() => breaker.on(type as never, () => undefined)).toThrow(`circuit breaker: ${message}`)
  })

  it('refuses a listener that is not a function', () => {
    const { breaker } = setScene(create)
    expect(() => breaker.on('opened', 'log' as never)).toThrow(
      'circuit breaker: "listener" must be a function, got a string',
    )
  })

  it.each<[unknown, string]>([
    ['sucess', 'a string'],
    [undefined, 'undefined'],
    [{ type: 'ok' }, 'an object'],
    [true, 'true'],
  ])('frees the place of a permit that is released with %o, and refuses it', async (outcome, described) => {
    const { breaker, permit } = await setDueScene(create)
    const released = permit()
    expect(() => {
      released.release(outcome as never)
    }).toThrow(
      `circuit breaker: a permit is released with an outcome, "success", "failure" or "neutral", got ${described}`,
    )
    expect(breaker.state).toBe('half-open')
    expect(breaker.acquire()).not.toBeNull()
  })
})
