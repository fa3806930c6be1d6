import { describe, expect, it } from 'vitest'
import type { Attempt } from '../contracts/call.ts'
import { scriptedClient, type ScriptedClient, type Step } from './scripted-client.ts'

const attemptWith = (signal: AbortSignal = new AbortController().signal): Attempt =>
  ({ number: 1, signal }) as unknown as Attempt

/** The chunks that a stream gives, and what it throws. */
async function readAll(
  client: ScriptedClient,
  signal?: AbortSignal,
): Promise<{ readonly chunks: string[]; readonly error: unknown }> {
  const chunks: string[] = []
  try {
    for await (const chunk of client.stream(attemptWith(signal))) chunks.push(chunk)
    return { chunks, error: undefined }
  } catch (error) {
    return { chunks, error }
  }
}

describe('a scripted client that streams', () => {
  it('gives its chunks one by one, a plain answer as one, and its name after the last step', async () => {
    const client = scriptedClient('a', { chunks: ['x', 'y'] }, { give: 'whole' })
    expect(await readAll(client)).toEqual({ chunks: ['x', 'y'], error: undefined })
    expect(await readAll(client)).toEqual({ chunks: ['whole'], error: undefined })
    expect(await readAll(client)).toEqual({ chunks: ['from a'], error: undefined })
    expect(client.calls).toHaveLength(3)
    expect(client.closedStreams).toBe(3)
  })

  it.each<[string, Step, string[]]>([
    ['before its first chunk', { fail: new Error('down') }, []],
    ['between chunks', { chunks: ['x', new Error('down'), 'y'] }, ['x']],
  ])('fails %s', async (_when, step, chunks) => {
    const client = scriptedClient('a', step)
    expect(await readAll(client)).toMatchObject({ chunks, error: { message: 'down' } })
    expect(client.closedStreams).toBe(1)
  })

  it.each<[string, Step, string[]]>([
    ['before its first chunk', { hang: true }, []],
    ['between chunks', { chunks: ['x', 'hang', 'y'] }, ['x']],
  ])('hangs %s until the call is aborted', async (_when, step, chunks) => {
    const controller = new AbortController()
    const client = scriptedClient('a', step)
    const reading = readAll(client, controller.signal)
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    expect(client.closedStreams).toBe(0)
    controller.abort(new Error('enough'))
    expect(await reading).toMatchObject({ chunks, error: { message: 'enough' } })
    expect(client.closedStreams).toBe(1)
  })

  it('counts a stream that its reader leaves as closed', async () => {
    const client = scriptedClient('a', { chunks: ['x', 'y'] })
    for await (const chunk of client.stream(attemptWith())) if (chunk === 'x') break
    expect(client.closedStreams).toBe(1)
  })
})

describe('a scripted client that is called', () => {
  it('gives, throws, and joins chunks', async () => {
    const client = scriptedClient('a', { give: 'x' }, { fail: new Error('down') }, { chunks: ['y', 'z'] })
    await expect(client.call(attemptWith())).resolves.toBe('x')
    await expect(client.call(attemptWith())).rejects.toThrow('down')
    await expect(client.call(attemptWith())).resolves.toBe('yz')
    await expect(client.call(attemptWith())).resolves.toBe('from a')
  })

  it('hangs until it is aborted, and not at all when it is aborted already', async () => {
    const client = scriptedClient('a', { hang: true })
    await expect(client.call(attemptWith(AbortSignal.abort(new Error('enough'))))).rejects.toThrow('enough')
  })
})
