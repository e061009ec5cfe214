//! How types of the model look in the description of the API.

use utoipa::ToSchema;

/// Something wrong or missing in one field.
#[derive(ToSchema)]
#[schema(as = Issue)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct Issue {
    /// The field, camelCase; nested ones with a path such as `people[1].gender`.
    field: String,
    /// What is wrong; the app has a sentence for each.
    code: String,
}

/// A service.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
pub enum Service {
    /// Educativa di strada.
    Street,
    /// Servizio di prossimità.
    Proximity,
    /// Pronto Intervento Sociale.
    Pis,
    /// Sportello di alfabetizzazione digitale.
    Hub,
}

/// Days of a report, both ends included; an end that is absent is open.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct Period {
    /// First day.
    #[schema(format = Date)]
    from: Option<String>,
    /// Last day.
    #[schema(format = Date)]
    to: Option<String>,
}
