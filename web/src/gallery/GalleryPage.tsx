// Every component in every state, so that one audit covers them all. The page exists in
// development builds and on servers that show a demo.

import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { LanguageSwitch } from '../session/LanguageSwitch';
import { useWords } from '../words/context';
import { Buttons, Icons, Overlays } from './Controls';
import { Dues, Marks, Notices, Problems, States } from './Feedback';
import { Choices, FaultyForm, Fields, Files } from './Fields';
import { FactLists, Tables } from './Lists';
import { useGallery } from './Section';
import '../session/login.css';
import { PageTitle } from '../components/PageTitle';

export function GalleryPage() {
  const words = useGallery();
  const { common } = useWords();
  // Refusals take the focus when they appear; the page begins at its top all the same.
  useEffect(() => {
    document.getElementById('main')?.focus();
    scrollTo(0, 0);
  }, []);
  return (
    <div className="login-page">
      <PageTitle of={words.title} />
      <header className="login-head">
        <Link to="/login" className="brand">
          {common.product}
        </Link>
        <LanguageSwitch />
      </header>
      <main className="page" id="main" tabIndex={-1}>
        <div className="page-head">
          <h1>{words.title}</h1>
          <p>{words.text}</p>
        </div>
        <Buttons />
        <Fields />
        <Choices />
        <FaultyForm />
        <Files />
        <Notices />
        <Problems />
        <States />
        <Marks />
        <Dues />
        <Tables />
        <FactLists />
        <Overlays />
        <Icons />
      </main>
    </div>
  );
}
