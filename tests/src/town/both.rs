//! One story, two databases.

/// Makes two tests of each story about a town, which is an async function: one on SQLite and one on PostgreSQL.
#[macro_export]
macro_rules! on_both_databases {
    ($($story:ident),+ $(,)?) => {$(
        mod $story {
            use $crate::town::Town;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                super::$story(Town::on_sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let Some(town) = Town::on_postgres(stringify!($story)).await else { return };
                super::$story(town).await;
            }
        }
    )+};
}
