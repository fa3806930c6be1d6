import { describe, expect, it } from 'vitest'
import { createBalancer } from '../balancer/create-balancer.ts'
import { failover } from '../strategies/failover.ts'
import { isFiltered } from './is-filtered.ts'

const filtered = { unified: 'content-filter', raw: 'content_filter' }
const empty = { content: [], text: '', finishReason: filtered }
const good = { content: [{ type: 'text', text: 'Hi' }], text: 'Hi', finishReason: { unified: 'stop' } }

/** A balancer over targets that give these answers, in their order, and who served. */
function over(answers: Readonly<Record<string, unknown>>, failoverOnContentPolicy: boolean) {
  const served: string[] = []
  const balancer = createBalancer({
    strategy: failover(),
    retry: { failoverOnContentPolicy },
    targets: Object.keys(answers).map((id) => ({ id, client: id })),
  })
  const ask = (id: string): Promise<unknown> => (served.push(id), Promise.resolve(answers[id]))
  async function* read(id: string): AsyncGenerator<unknown> {
    served.push(id)
    await Promise.resolve()
    yield* answers[id] as readonly unknown[]
  }
  return { balancer, served, ask, read }
}

describe('an answer that a content filter has emptied', () => {
  it('goes to the next target where that is worth it', async () => {
    const { balancer, served, ask } = over({ a: empty, b: good }, true)
    expect(await balancer.run(ask)).toBe(good)
    expect(served).toEqual(['a', 'b'])
    expect(balancer.snapshot().targets[0]).toMatchObject({ neutral: 1, failures: 0 })
  })

  it('is an answer like any other where it is not', async () => {
    const { balancer, served, ask } = over({ a: empty, b: good }, false)
    expect(await balancer.run(ask)).toBe(empty)
    expect(served).toEqual(['a'])
  })

  it('fails the run when no target has more to say', async () => {
    const { balancer, ask } = over({ a: empty, b: empty }, true)
    await expect(balancer.run(ask)).rejects.toMatchObject({
      attempts: [{ kind: 'content-policy' }, { kind: 'content-policy' }],
    })
  })

  it('goes on to the next target when it was streamed, and is not noticed', async () => {
    const start = { type: 'stream-start' }
    const text = { type: 'text-delta', delta: 'Hi' }
    const end = { type: 'finish', finishReason: { unified: 'stop' } }
    const { balancer, served, read } = over(
      { a: [start, { type: 'finish', finishReason: filtered }], b: [start, text, end] },
      true,
    )
    const chunks: unknown[] = []
    const rules = {
      isContent: (chunk: unknown) => chunk === text,
      isFinal: (chunk: unknown) => (chunk as { type: string }).type === 'finish',
    }
    for await (const chunk of balancer.stream(read, rules)) chunks.push(chunk)
    expect(chunks).toEqual([start, text, end])
    expect(served).toEqual(['a', 'b'])
  })

  it('is kept when something of it has come before the filter', async () => {
    const text = { type: 'text-delta', delta: 'Hi' }
    const end = { type: 'finish', finishReason: filtered }
    const { balancer, read } = over({ a: [text, end], b: [] }, true)
    const chunks: unknown[] = []
    for await (const chunk of balancer.stream(read, { isContent: (one) => one === text })) chunks.push(chunk)
    expect(chunks).toEqual([text, end])
  })
})

describe('what counts as emptied', () => {
  it.each<[string, unknown, boolean]>([
    ['no parts', empty, true],
    [
      'blank parts',
      {
        ...empty,
        content: [
          { type: 'text', text: '' },
          { type: 'reasoning', text: '' },
        ],
      },
      true,
    ],
    ["the AI SDK's result", { text: '', content: [], finishReason: 'content-filter' }, true],
    ['a simple answer', { content: '', finishReason: 'content-filter' }, true],
    ['the end of a stream', { type: 'finish', finishReason: filtered }, true],
    ['a text', { ...good, finishReason: filtered }, false],
    ['a simple text', { content: 'Hi', finishReason: 'content-filter' }, false],
    ['a tool call', { ...empty, content: [{ type: 'tool-call', input: '' }] }, false],
    ['another finish', { ...empty, finishReason: { unified: 'length' } }, false],
    ['no finish', { content: [] }, false],
    ['text', 'content-filter', false],
    ['nothing', undefined, false],
    ['a revoked proxy', Proxy.revocable({}, {}).proxy, false],
    [
      'a finish that cannot be read',
      {
        get finishReason() {
          throw new Error('no')
        },
      },
      false,
    ],
    ['an endless list', { finishReason: filtered, content: { length: Infinity } }, false],
  ])('%s', (_, answer, expected) => {
    expect(isFiltered(answer)).toBe(expected)
  })
})
