//! Every component in each of its states, on one page: `/dev/components` of an unoptimised build. What is shown here is
//! invented.

mod forms;
mod samples;

use leptos::prelude::*;
use sync::client::SaveState;

use super::badge::told;
use super::status_line::line_of;
use super::{
    Badge, Banner, Button, Card, Counter, CounterKind, Empty, Fact, Fit, Icon, LinkButton, Look, Mark, More, Notice,
    PlainFrame, Progress, Row, RowWith, Search, Sheet, Tone, Undo, Urgency,
};

use forms::Forms;

/// The page.
#[component]
pub fn Workshop() -> impl IntoView {
    view! {
        <PlainFrame title="Componenti".to_owned() back="/".to_owned()>
            <Buttons />
            <Badges />
            <Statuses />
            <Cards />
            <Lists />
            <Counters />
            <Says />
            <Sheets />
            <Forms />
        </PlainFrame>
    }
}

/// A component with its name.
#[component]
fn Shown(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="stack" id=name>
            <h2 class="section-title">{name}</h2>
            {children()}
        </section>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let all = [
        (Look::Main, "Salva"),
        (Look::MainSoft, "Visita non prevista"),
        (Look::Act, "Sul posto"),
        (Look::Soft, "Chiama"),
        (Look::Done, "Consegnato"),
        (Look::Text, "Annulla"),
        (Look::Outline, "Dopo"),
        (Look::Danger, "Annulla la registrazione"),
        (Look::DangerSoft, "Elimina bozza"),
    ];
    let each = move |disabled: bool| {
        all.into_iter()
            .map(|(look, words)| {
                view! { <Button look icon="check" disabled=Signal::stored(disabled) on_press=|_| () words=words /> }
            })
            .collect_view()
    };
    view! {
        <Shown name="button">
            {each(false)} {each(true)}
            <Button look=Look::Done fit=Fit::Large icon="check" on_press=|_| () words="Consegnato" />
            <Button
                look=Look::Soft
                fit=Fit::Wide
                on_press=|_| ()
                words="Una parola che non finisce: precipitevolissimevolmente"
            />
            <div class="actions">
                <LinkButton look=Look::Soft icon="telephone" href="tel:112" leaves=true words="Chiama" />
                <LinkButton look=Look::Soft icon="map-marker" href="/dev/components" words="Mappe" />
                <LinkButton look=Look::Outline fit=Fit::Icon icon="telephone" href="tel:112" label="Chiama il 112" leaves=true />
            </div>
        </Shown>
    }
}

#[component]
fn Badges() -> impl IntoView {
    let states = [SaveState::OnPhone, SaveState::Sending { attempt: 1 }, SaveState::Received, SaveState::ToFix];
    let of =
        |(tone, icon, words): (Tone, &'static str, &'static str)| view! { <li><Badge tone icon words=words /></li> };
    let known = states.map(|state| of(told(state, false, false))).collect_view();
    let tones = [Tone::Plain, Tone::Act, Tone::Ok, Tone::Warn, Tone::Err];
    let plain = tones.map(|tone| view! { <li><Badge tone words="Ascolto e Voice" /></li> }).collect_view();
    view! {
        <Shown name="badge">
            <ul class="badges">
                {known} {of(told(SaveState::Received, true, false))} {of(told(SaveState::Received, false, true))}
            </ul>
            <ul class="badges">{plain}</ul>
        </Shown>
    }
}

#[component]
fn Statuses() -> impl IntoView {
    let lines = samples::statuses().into_iter().map(|status| line_of(&status, samples::NOW)).collect_view();
    view! { <Shown name="status-line">{lines}</Shown> }
}

#[component]
fn Cards() -> impl IntoView {
    let all = [
        (Urgency::None, "Nessuna fretta"),
        (Urgency::Now, "Adesso · 10:15"),
        (Urgency::Soon, "Scade fra 2 ore"),
        (Urgency::Urgent, "Scaduta da 40 minuti"),
        (Urgency::Done, "Fatta alle 9:50"),
    ];
    let cards = all.map(|(urgency, when)| {
        let head = view! {
            <Badge tone=Tone::Act words=when />
            <span class="card__aside">"1,2 km"</span>
        }
        .into_any();
        view! {
            <Card
                urgency
                head=Some(head)
                title="Maria Giuseppina D’Alessandro-Übelhör"
                facts="Via dei Pini 14, Pieve Emanuele · citofono 8, scala B"
            >
                <Button look=Look::Done icon="check" on_press=|_| () words="Consegnato" />
            </Card>
        }
    });
    view! {
        <Shown name="card">
            {cards.collect_view()}
            <Card title="Senza fatti"><p>"E con poche parole."</p></Card>
        </Shown>
    }
}

#[component]
fn Lists() -> impl IntoView {
    view! {
        <Shown name="row">
            <ul class="list">
                <Row href="/dev/components" title="Famiglia El Amrani" note="Pacco alimentare · Opera" mark=Some(Mark::text(6)) />
                <Row href="/dev/components" title="Parco Curiel" mark=Some(Mark::icon("map-marker"))>
                    <Badge tone=Tone::Ok icon="check" words="Ricevuto" />
                </Row>
                <Row href="/dev/components" title="Visita, 21/11 16:10" note="Annullata" void=true>
                    <Badge icon="close-circle" words="Annullata" />
                </Row>
                <RowWith title="Visita, 21/11 16:10" note="Manca la data della prossima verifica">
                    <LinkButton look=Look::Soft fit=Fit::Small href="/dev/components" words="Correggi" />
                </RowWith>
            </ul>
        </Shown>
        <Shown name="search">
            <Search wanted=RwSignal::new(String::new()) label="Cerca" />
        </Shown>
        <Shown name="fact">
            <dl class="facts">
                <Fact label="Comune">"Rozzano"</Fact>
                <Fact label="Note">"Suona due volte e aspetta: scende il figlio, dal terzo piano, senza ascensore."</Fact>
            </dl>
        </Shown>
    }
}

#[component]
fn Counters() -> impl IntoView {
    view! {
        <Shown name="counter">
            <div class="counters">
                <Counter kind=CounterKind::New count="9" label="+1 nuovo" note="stasera" on_press=|_| () />
                <Counter kind=CounterKind::Known count="114" label="+1 conosciuto" note="stasera" on_press=|_| () />
            </div>
        </Shown>
        <Shown name="undo">
            <Undo words="+1 conosciuto segnato">
                <Button look=Look::Text on_press=|_| () words="Aggiungi dettagli" />
                <Button look=Look::Text on_press=|_| () words="Annulla" />
            </Undo>
            <Undo words="+1 conosciuto tolto" taken_back=Signal::stored(true)>
                <Button look=Look::Text on_press=|_| () words="Annulla ancora" />
            </Undo>
        </Shown>
        <Shown name="progress">
            <Progress done=Signal::stored(0) total=Signal::stored(11) words="0 di 11" label="consegne" end="fino alle 12:30" />
            <Progress done=Signal::stored(4) total=Signal::stored(11) words="4 di 11" label="visite" />
            <Progress done=Signal::stored(11) total=Signal::stored(11) words="11 di 11" label="pacchi" />
        </Shown>
    }
}

#[component]
fn Says() -> impl IntoView {
    let tones = [Tone::Plain, Tone::Ok, Tone::Warn, Tone::Err];
    let notices = tones.map(|tone| {
        view! { <Notice tone icon="info-circle" words="Il telefono è quasi pieno: libera un po’ di spazio, poi riprova." /> }
    });
    view! {
        <Shown name="notice">{notices.collect_view()} <Notice words="Senza icona." /></Shown>
        <Shown name="banner">
            <Banner title="Hai una bozza del 22/11 ore 23:10">
                <Button look=Look::Soft on_press=|_| () words="Riprendi" />
                <Button look=Look::Text on_press=|_| () words="Elimina" />
            </Banner>
        </Shown>
        <Shown name="empty">
            <Empty icon="calendar" title="Nessuna visita oggi">
                <p>"Quando l’équipe ne programma una la trovi qui."</p>
            </Empty>
        </Shown>
        <Shown name="skeleton">
            <div class="skeleton skeleton--line skeleton--short" aria-hidden="true"></div>
            <div class="skeleton skeleton--row" aria-hidden="true"></div>
            <div class="skeleton skeleton--card" aria-hidden="true"></div>
        </Shown>
        <Shown name="more">
            <More>
                <p>"Quello che serve qualche volta."</p>
            </More>
        </Shown>
        <Shown name="icon">
            <p><Icon name="flag" size="icon--s" /> <Icon name="flag" /> <Icon name="flag" size="icon--xl" /> "Bandiera"</p>
        </Shown>
    }
}

#[component]
fn Sheets() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Shown name="sheet">
            <Button look=Look::Soft on_press=move |_| open.set(true) words="Apri il foglio" />
            <Sheet open title="Altro esito".to_owned()>
                <p class="sheet__text">"Com’è andata?"</p>
                <Button look=Look::Outline on_press=move |_| open.set(false) words="Lascia" />
            </Sheet>
        </Shown>
    }
}
