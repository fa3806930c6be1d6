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

type Look = { readonly width: number; readonly colorScheme: 'light' | 'dark' }

const desktop: Look = { width: 1280, colorScheme: 'light' }
const phone: Look = { width: 390, colorScheme: 'dark' }
const looks = [desktop, phone]

/** A page is given so long for each step of being opened. */
const openLimitMs = 20_000

const seeAs = async (page: Page, { width, colorScheme }: Look): Promise<void> => {
  await page.setViewportSize({ width, height: 800 })
  await page.emulateMedia({ colorScheme })
}

/** Opens a page, and waits until its scripts have taken it over. */
const open = async (page: Page, url: string): Promise<void> => {
  page.setDefaultTimeout(openLimitMs)
  await page.goto(url, { waitUntil: 'load' })
  await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}))
}

/** Tells of errors and of requests to other hosts. */
const listenTo = (page: Page, address: string, complain: (complaint: string) => void): void => {
  page.on('console', (message) => {
    if (message.type() === 'error') complain(`console: ${message.text()}`)
  })
  page.on('pageerror', ({ message }) => {
    complain(`error: ${message}`)
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(address) && !url.startsWith('data:')) complain(`asks another host: ${url}`)
  })
}

const complaintsOfLayout = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    // A page is laid out for its new width in the next frame. That frame is over when the one after it begins.
    for (const _ of [1, 2]) await new Promise((resolve) => requestAnimationFrame(resolve))
    return document.documentElement.scrollWidth > innerWidth
      ? [`${String(document.documentElement.scrollWidth)} pixels wide`]
      : []
  })

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

/** What is wrong with each page in each look, as a visitor sees it; by its path and the check. */
const found = new Map<string, readonly string[]>()
const keyOf = (path: string, { width }: Look, check: 'layout' | 'axe'): string =>
  [path, width, check].join(' ')

/**
 * Visits all pages, in one tab: opening a tab takes longer than opening a page. So all of it comes before the tests, each of which
 * may leave nothing open. The layout of a page is seen in all looks once it is open; axe is given a page that was opened in its look.
 * What throws is a complaint about the page that was visited.
 */
const walkThrough = async (chrome: Browser, address: string): Promise<void> => {
  const tab = await chrome.newPage()
  const complaints: string[] = []
  listenTo(tab, address, (complaint) => complaints.push(complaint))
  const openAs = async (path: string, look: Look): Promise<void> => {
    complaints.length = 0
    await tab.goto('about:blank')
    await seeAs(tab, look)
    await open(tab, address + path)
  }
  const note = async (key: string, check: Promise<readonly string[]>): Promise<void> => {
    const ofCheck = await check.catch((error: unknown) => [String(error)])
    found.set(key, [...complaints, ...ofCheck])
  }
  for (const path of paths) {
    const opening = openAs(path, desktop)
    for (const look of looks) {
      const layout = opening.then(() => seeAs(tab, look)).then(() => complaintsOfLayout(tab))
      await note(keyOf(path, look, 'layout'), layout)
    }
  }
  for (const look of looks)
    for (const path of pathsOfKinds) {
      const opening = openAs(path, look)
      await note(
        keyOf(path, look, 'axe'),
        opening.then(() => complaintsOfAxe(tab)),
      )
    }
  await tab.close()
}

let browser: Browser | undefined
let site: Awaited<ReturnType<typeof serveSite>> | undefined

beforeAll(
  async () => {
    if (reason !== undefined) return
    site = await serveSite(builtSite)
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    await walkThrough(browser, site.address)
  },
  // Long enough for a site of which no page opens: then each of them has its complaint.
  240_000 + (paths.length + looks.length * pathsOfKinds.length) * openLimitMs,
)
afterAll(async () => {
  await browser?.close()
  site?.server.closeAllConnections()
  site?.server.close()
})

describe.each(looks)('at $width pixels, $colorScheme', (look) => {
  it.for(paths)('%s has no error and fits', (path, context) => {
    if (reason !== undefined) return context.skip(reason)
    expect(found.get(keyOf(path, look, 'layout'))).toEqual([])
  })

  it.for(pathsOfKinds)('%s can be read and used by everyone', (path, context) => {
    if (reason !== undefined) return context.skip(reason)
    expect(found.get(keyOf(path, look, 'axe'))).toEqual([])
  })
})

it('the search box opens and finds an option', async (context) => {
  if (reason !== undefined || browser === undefined || site === undefined) return context.skip(reason)
  const page = await browser.newPage()
  await open(page, site.address)
  await page.keyboard.press('Control+k')
  await page.fill('#localsearch-input', 'maxOutputTokens')
  await page.waitForSelector('.VPLocalSearchBox .result')
  expect(await page.locator('.VPLocalSearchBox .result').count()).toBeGreaterThan(0)
  await page.close()
})
