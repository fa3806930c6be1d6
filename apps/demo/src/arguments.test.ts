import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.ts'

const defaults = { type: 'run', durationMs: 20_000, seed: 1, json: false, live: false }

describe('the command line', () => {
  it.each<[string[], object]>([
    [[], defaults],
    [['--duration', '5'], { ...defaults, durationMs: 5000 }],
    [['--duration=2.5', '--seed', '0', '--json'], { ...defaults, durationMs: 2500, seed: 0, json: true }],
    [['--', '--json'], { ...defaults, json: true }],
    [['--live', '--json'], { ...defaults, live: true, json: true }],
    [['--help'], { type: 'help' }],
    [['-h', '--json'], { type: 'help' }],
  ])('takes %j', (argv, expected) => {
    expect(parseArguments(argv)).toEqual(expected)
  })

  it.each<[string[], RegExp]>([
    [['--duration', 'abc'], /^--duration must be a number of seconds within \(0, 3600\], got "abc"$/],
    [['--duration', '0'], /got "0"$/],
    [['--duration', '-5'], /^--duration must .* got "-5"$/],
    [['--duration=-0.5'], /got "-0.5"$/],
    [['--duration', ''], /got ""$/],
    [['--duration', '1e9'], /got "1e9"$/],
    [['--duration', '3601'], /got "3601"$/],
    [['--duration'], /--duration/],
    [['--seed', '1.5'], /^--seed must be a whole number .* got "1.5"$/],
    [['--seed', '-1'], /^--seed must .* got "-1"$/],
    [['--seed', '4294967296'], /got "4294967296"$/],
    [['--fast'], /--fast/],
    [['--json=yes'], /--json/],
    [['now'], /now/],
    [['--live', '--seed', '2'], /^--live .* takes neither --duration nor --seed$/],
  ])('refuses %j in one line', (argv, message) => {
    const parsed = parseArguments(argv)
    expect(parsed).toEqual({ type: 'invalid', message: expect.stringMatching(message) as string })
    expect(parsed.type === 'invalid' && parsed.message).not.toContain('\n')
  })
})
