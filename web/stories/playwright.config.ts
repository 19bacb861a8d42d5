// Stories in Debian's Chromium against a real server, in Vietnamese, without retries.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  globalSetup: './support/template.ts',
  // `make pictures` runs the pictures instead of the stories.
  // `make budget` runs the measurements.
  testMatch: process.env.PICTURES
    ? '**/*.pictures.ts'
    : process.env.MEASURE
      ? '**/*.measure.ts'
      : '**/*.story.ts',
  outputDir: 'results',
  retries: 0,
  // A story waits for its server and its browser half of its time. Each has a server of its own.
  workers: 2,
  fullyParallel: false,
  forbidOnly: process.env.CI === 'true',
  reporter: process.env.CI === 'true' ? [['line']] : [['list']],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    locale: 'vi-VN',
    // The app shows the time of Viet Nam wherever the computer is.
    timezoneId: 'America/New_York',
    viewport: { width: 1280, height: 900 },
    actionTimeout: 15_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        // Draws WebGL without a graphics card.
        '--use-angle=swiftshader',
        '--enable-unsafe-swiftshader',
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
});
