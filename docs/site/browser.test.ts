import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allSources, siteAddressOf } from './contents.ts'
import { serveSite } from './serve-site.ts'
import { builtSite, whyNotBuilt } from './stamp.ts'

const executablePath = '/usr/bin/chromium'
const reason = whyNotBuilt() ?? (existsSync(executablePath) ? undefined : 'Chromium is not installed')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser | undefined
let site: Awaited<ReturnType<typeof serveSite>> | undefined

beforeAll(async () => {
  if (reason !== undefined) return
  site = await serveSite(builtSite)
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  site?.server.closeAllConnections()
  site?.server.close()
})

type Look = { readonly width: number; readonly colorScheme: 'light' | 'dark' }

/** What is wrong with a page as a visitor sees it. */
const complaintsAbout = async (
  path: string,
  { width, colorScheme }: Look,
  examine: (page: Page) => Promise<string[]>,
): Promise<string[]> => {
  if (browser === undefined || site === undefined) throw new Error('there is no browser')
  const complaints: string[] = []
  const { address } = site
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme })
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', ({ message }) => complaints.push(`error: ${message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(address) && !url.startsWith('data:')) complaints.push(`asks another host: ${url}`)
  })
  await page.goto(address + path, { waitUntil: 'load' })
  complaints.push(...(await examine(page)))
  await page.close()
  return complaints
}

const complaintsOfLayout = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    document.documentElement.scrollWidth > innerWidth
      ? [`${String(document.documentElement.scrollWidth)} pixels wide`]
      : [],
  )

type Violation = {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string }[]
}

const complaintsOfAxe = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe)
  const { violations } = await page.evaluate<{ violations: Violation[] }>(
    "axe.run(document, { resultTypes: ['violations'] })",
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' · ')}`)
}

const paths = [
  ...allSources.filter((source) => !/decisions|packages/.test(source)).map(siteAddressOf),
  ...['/packages/core', '/reference/', '/reference/@llm-balancer/retry'],
]
/** One page of each kind: axe takes seconds for a page, and pages of a kind are built alike. */
const pathsOfKinds = [
  '/',
  '/guides/time-and-attempts',
  '/benchmarks',
  '/reference/',
  '/reference/@llm-balancer/retry',
]

describe.each<Look>([
  { width: 1280, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
])('at $width pixels, $colorScheme', (look) => {
  it.for(paths)('%s has no error and fits', async (path, context) => {
    if (reason !== undefined) return context.skip(reason)
    expect(await complaintsAbout(path, look, complaintsOfLayout)).toEqual([])
  })

  it.for(pathsOfKinds)('%s can be read and used by everyone', async (path, context) => {
    if (reason !== undefined) return context.skip(reason)
    expect(await complaintsAbout(path, look, complaintsOfAxe)).toEqual([])
  })
})

it('the search box opens and finds an option', async (context) => {
  if (reason !== undefined || browser === undefined || site === undefined) return context.skip(reason)
  const page = await browser.newPage()
  await page.goto(site.address)
  await page.keyboard.press('Control+k')
  await page.fill('#localsearch-input', 'maxOutputTokens')
  await page.waitForSelector('.VPLocalSearchBox .result')
  expect(await page.locator('.VPLocalSearchBox .result').count()).toBeGreaterThan(0)
  await page.close()
})
