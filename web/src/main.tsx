// Start: words, cache, router.
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './base.css';
import './components/controls.css';
import './components/layout.css';
import './components/content.css';
import { queries } from './api/queries';
import { speak } from './api/transport';
import { router } from './routes';
import { LanguageProvider, startingWords } from './session/language';

const start = await startingWords();
speak(start.language);

const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <LanguageProvider start={start} onChange={() => void queries.invalidateQueries()}>
          <RouterProvider router={router} />
        </LanguageProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
