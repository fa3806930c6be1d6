import { createFakeClock, type FakeClock } from '@llm-balancer/core/testing'
import { expect, onTestFinished } from 'vitest'
import {
  watchConfig,
  type ConfigEvent,
  type ConfigWatch,
  type LLMConfig,
  type WatchConfigOptions,
} from '../index.ts'
import type { AppliedChange } from '../watch/config-watch.ts'
import { MemoryFiles } from './memory-files.ts'

/** Where the configuration is. */
export const path = '/etc/llm/llm.yaml'

/** A configuration of providers with these names. */
export const textOf = (...names: readonly string[]): string =>
  `providers:\n${names.map((name) => `  - { name: ${name}, type: openai, apiKey: k, model: m }\n`).join('')}`

/** A watch over files in memory, and what it does. */
export type WatchScene = {
  readonly files: MemoryFiles
  readonly clock: FakeClock
  readonly watch: ConfigWatch
  readonly applied: string[]
  readonly events: ConfigEvent[]
  /** Lets everything happen that can within this time. */
  readonly pass: (ms: number) => Promise<void>
}

/** Which watch it is. */
export type WatchSceneOptions = WatchConfigOptions & {
  readonly from?: string
  /** May throw in place of the balancer. */
  readonly refuse?: (config: LLMConfig) => void
  readonly files?: MemoryFiles
  /** What the balancer takes up. @default nothing */
  readonly change?: (config: LLMConfig) => Partial<AppliedChange>
  /** What the file says; an empty text for no file. @default a provider named a */
  readonly text?: string
}

/** Watches a file in memory, or what `from` names. Whatever a watch must not leave behind is looked for after the test. */
export function watchScene(options: WatchSceneOptions = {}): WatchScene {
  const { from = path, refuse, change, files = new MemoryFiles(), text = textOf('a'), ...others } = options
  const clock = createFakeClock()
  if (text !== '') files.write(path, text)
  const applied: string[] = []
  const llm = {
    reconfigure(config: LLMConfig) {
      refuse?.(config)
      applied.push(config.providers.map(({ name }) => name).join())
      return { added: [], changed: [], removed: [], settings: [], ...change?.(config) }
    },
  }
  const watch = watchConfig(llm, from, { files, clock, env: {}, random: () => 0.5, ...others })
  const events: ConfigEvent[] = []
  watch.on('*', (event) => events.push(event))
  onTestFinished(async () => {
    await watch.close()
    expect(clock.pending).toBe(0)
    expect([...files.watchers.values()].every((listeners) => listeners.size === 0)).toBe(true)
  })
  const turn = async (): Promise<void> => {
    for (let count = 0; count < 20; count += 1) await new Promise((resolve) => setImmediate(resolve))
  }
  const pass = async (ms: number): Promise<void> => {
    await turn()
    for (let passed = 0; passed < ms; passed += 100) {
      await clock.advance(100)
      await turn()
    }
  }
  return { files, clock, watch, applied, events, pass }
}
