import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { print } from '../print.ts'
import { drawPanel, type Line, type States } from './draw-panel.ts'
import { playTraffic } from './play-traffic.ts'
import { query } from './query.ts'
import type { Scrape } from './scrape.ts'

interface Panel {
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[]
  readonly fieldConfig?: {
    readonly defaults?: {
      readonly unit?: string
      readonly mappings?: readonly { readonly options: States }[]
    }
  }
}

const root = join(import.meta.dirname, '../../..')
const column = 54
const row = 26
const gap = 6
const light = '--paper:#f4f5f7;--panel:#fff;--ink:#22272c;--muted:#5f6b76;--border:#d5d9de;--grid:#e6e9ec'
const dark = '--paper:#1b1b1f;--panel:#222329;--ink:#d6dae0;--muted:#9aa3ad;--border:#3a3f47;--grid:#33373e'
const style = `<style>svg{${light}}@media(prefers-color-scheme:dark){svg{${dark}}}</style>`

/**
 * Draws the panels of the Grafana dashboard, each with its own expressions, over twenty minutes of real metrics: of a balancer over fake
 * providers in virtual time. It is no screenshot of Grafana, and the same at every run.
 */
export async function drawDashboard(): Promise<void> {
  const { panels } = JSON.parse(
    readFileSync(join(root, 'packages/metrics/grafana/dashboard.json'), 'utf8'),
  ) as { readonly panels: readonly Panel[] }
  const scrapes = await playTraffic()
  const drawn = panels.map((panel) => {
    const { x, y, w, h } = panel.gridPos
    const box = { x: x * column + gap, y: y * row + gap, width: w * column - gap, height: h * row - gap }
    const { unit, mappings = [] } = panel.fieldConfig?.defaults ?? {}
    const states = mappings[0]?.options ?? {}
    return drawPanel({ type: panel.type, title: panel.title, unit, states }, linesOf(panel, scrapes), box)
  })
  const height = Math.max(...panels.map(({ gridPos: { y, h } }) => (y + h) * row)) + gap
  const width = 24 * column + gap
  const size = `width="${String(width)}" height="${String(height)}" viewBox="0 0 ${String(width)} ${String(height)}"`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="Helvetica, Arial, sans-serif" font-size="11" fill="var(--ink)">${style}\n<rect width="100%" height="100%" fill="var(--paper)"/>\n${drawn.join('\n')}\n</svg>\n`
  const file = join(root, 'docs/images/dashboard.svg')
  writeFileSync(file, svg)
  print(`drawn from ${String(scrapes.length)} readings: docs/images/dashboard.svg`)
}

/** A line for each set of labels that an expression ever has. */
function linesOf({ targets = [] }: Panel, scrapes: readonly Scrape[]): readonly Line[] {
  return targets.flatMap(({ expr, legendFormat }) => {
    const lines = new Map<string, number[]>()
    for (const place of scrapes.keys()) {
      for (const { labels, value } of query(expr, scrapes.slice(0, place + 1))) {
        const legend = legendFormat.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? '')
        const values = lines.get(legend) ?? Array.from({ length: scrapes.length }, () => NaN)
        values[place] = value
        lines.set(legend, values)
      }
    }
    return [...lines].map(([legend, values]) => ({ legend, values }))
  })
}
