import { adaptive, roundRobin } from '@llm-balancer/core'
import { simulate } from '@llm-balancer/simulator'
import type { Scenario, Simulation } from '@llm-balancer/simulator'
import { equipped } from '@llm-balancer/simulator/quality'
import { Chart, secondsAxis } from './chart.ts'

const brownOut = { fromMs: 60_000, toMs: 150_000 }
const durationMs = 210_000
const periodMs = 5000
const server = { answerMs: 500, spread: 0.4, tail: { ratio: 0.015, factor: 5 }, tokensPerSecond: 100 }

/** Three keys, of which one becomes eight times as slow for a while. */
const scenario: Scenario = {
  name: 'brown-out',
  durationMs,
  incident: brownOut,
  targets: [
    { name: 'a', server, changes: [{ ...brownOut, to: { slowness: 8 } }] },
    { name: 'b', server },
    { name: 'c', server },
  ],
  traffic: [
    {
      name: 'chat',
      arrivals: { fromMs: 0, toMs: durationMs, perSecond: 30 },
      tokens: { input: { median: 800, spread: 0.8 }, output: { median: 150, spread: 0.6 } },
      streaming: true,
    },
  ],
}

/** The share of the calls that the slow key gets, in per cent, period by period. */
const sharesOf = ({ log }: Simulation): (readonly [number, number])[] =>
  Array.from({ length: durationMs / periodMs }, (_, period) => {
    const isIn = (startedAt: number): boolean => Math.floor(startedAt / periodMs) === period
    const calls = log.attempts.filter(({ startedAt }) => isIn(startedAt))
    const share = calls.filter(({ target }) => target === 'a').length / Math.max(1, calls.length)
    return [period * periodMs + periodMs / 2, 100 * share] as const
  })

/** How much of the traffic a slow key gets under two strategies. */
export const drawBrownOut = async (): Promise<string> => {
  const chart = new Chart({
    title: 'One of three keys is eight times as slow for 90 s: its share of the calls (p95: first content)',
    description:
      'Round robin goes on giving the slow key a third of the calls; adaptive gives it almost none within seconds, and a third again soon after it has recovered',
    x: secondsAxis(durationMs, 30),
    y: { from: 0, to: 100, marks: [0, 25, 50, 75, 100].map((at) => ({ at, text: `${String(at)} %` })) },
  })
  chart.shade(brownOut.fromMs, brownOut.toMs)
  for (const { name, strategy, color } of [
    { name: 'roundRobin', strategy: () => roundRobin(), color: 'b' },
    { name: 'adaptive', strategy: () => adaptive(), color: 'a' },
  ] as const) {
    const simulation = await simulate({ scenario, balancer: equipped(strategy) })
    chart.line(sharesOf(simulation), color)
    const { p95 } = simulation.firstContentMs
    chart.legend(`${name}, p95 ${(p95 / 1000).toFixed(1)} s`, color)
  }
  chart.legend('slow', 'mark')
  return String(chart)
}
