import type { StreamPart } from '@llm-balancer/provider'
import { expect, it } from 'vitest'
import { readingOf } from './thoughts-only.ts'

const finish = { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' } } as StreamPart

it('only the finish of a stream needs a text before it', () => {
  const { needsContent } = readingOf('text')
  const parts: StreamPart[] = [
    { type: 'stream-start', warnings: [] },
    { type: 'reasoning-delta', id: '0', delta: 'Hm.' },
    { type: 'text-delta', id: '1', delta: '' },
    finish,
  ]
  expect(parts.map((part) => needsContent?.(part))).toEqual([false, false, false, true])
  expect(readingOf('anything').needsContent).toBeUndefined()
})
