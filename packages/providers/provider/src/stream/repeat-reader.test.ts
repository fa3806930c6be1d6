import { describe, expect, it } from 'vitest'
import type { SseEvent } from '../http/event-reader.ts'
import type { PartReader } from './part-reader.ts'
import { RepeatReader } from './repeat-reader.ts'
import type { TextEvent } from './text-pattern.ts'

const ignored = new Set<string>()

/** Reads `{ text }` events, each with a label, and tells which of them it has parsed. */
class LabelledReader implements PartReader {
  readonly parsed: string[] = []
  readonly written: string[] = []
  textEvent: TextEvent | undefined

  read({ data }: SseEvent): void {
    const { text, label } = JSON.parse(data) as { text: string; label?: string }
    this.parsed.push(text)
    const write = (more: string): void => {
      this.written.push(`${label ?? ''}${more}`)
    }
    write(text)
    this.textEvent = label === 'last' ? undefined : { text, field: 'text', ignored, write }
  }

  end(): void {}
}

const event = (text: string, label?: string, name?: string): SseEvent => ({
  data: JSON.stringify({ text, label }),
  ...(name === undefined ? {} : { event: name }),
})

const readAll = (events: readonly SseEvent[]): LabelledReader => {
  const reader = new LabelledReader()
  const repeats = new RepeatReader(reader)
  for (const one of events) repeats.read(one)
  return reader
}

describe('RepeatReader', () => {
  it('has one event of a kind parsed, and gives the text of those that follow', () => {
    const { parsed, written } = readAll([event('a'), event('b'), event('"c"')])
    expect(parsed).toEqual(['a'])
    expect(written).toEqual(['a', 'b', '"c"'])
  })

  it('has every event parsed that is not like the one before', () => {
    const { parsed, written } = readAll([event('a', 'x'), event('b', 'y'), event('c', 'y'), event('d', 'x')])
    expect(parsed).toEqual(['a', 'b', 'd'])
    expect(written).toEqual(['xa', 'yb', 'yc', 'xd'])
  })

  it('begins anew after an event that is more than a text', () => {
    expect(readAll([event('a'), event('b', 'last'), event('c'), event('d')]).parsed).toEqual(['a', 'b', 'c'])
  })

  it('tells events of other names apart', () => {
    expect(readAll([event('a', 'x', 'one'), event('b', 'x', 'two'), event('c', 'x', 'two')]).parsed).toEqual([
      'a',
      'b',
    ])
  })

  it('has half an event parsed', () => {
    expect(readAll([event('a'), { ...event('b'), cut: true }]).parsed).toEqual(['a', 'b'])
  })

  it('looks for no more than eight patterns in one stream', () => {
    const others = Array.from({ length: 8 }, (_, index) => event('x', String(index)))
    expect(readAll([...others.slice(1), event('a'), event('b')]).parsed).not.toContain('b')
    expect(readAll([...others, event('a'), event('b')]).parsed).toContain('b')
  })

  it('ends the reader, and says of it what it says', () => {
    const ended: unknown[] = []
    const inner: PartReader = {
      read: () => {},
      end: (how) => ended.push(how),
      isWhole: true,
      isFinished: true,
      graceMs: 5,
    }
    const reader = new RepeatReader(inner)
    reader.end('silent')
    expect([reader.isWhole, reader.isFinished, reader.graceMs, ended]).toEqual([true, true, 5, ['silent']])
    const { isWhole, isFinished, graceMs } = new RepeatReader({ read: () => {}, end: () => {} })
    expect([isWhole, isFinished, graceMs]).toEqual([false, false, undefined])
  })
})
